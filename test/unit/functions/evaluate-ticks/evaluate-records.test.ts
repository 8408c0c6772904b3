import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import type { Unwatched } from '../../../../domain/market/coin.ts';
import { encodeTick, type Tick } from '../../../../domain/market/tick.ts';
import { evaluateRecords } from '../../../../functions/evaluate-ticks/evaluate-records.ts';
import { MAX_ATTEMPTS, RecordAttempts } from '../../../../functions/evaluate-ticks/record-attempts.ts';
import { OutOfTimeError } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

const ARRIVED = 1_700_000_000_000;

function eventOf(payloads: readonly string[]): KinesisStreamEvent {
  return {
    Records: payloads.map((payload, index) => ({
      awsRegion: 'eu-west-1',
      eventID: `shard:${index}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:1:stream/ticks',
      eventVersion: '1.0',
      invokeIdentityArn: '',
      kinesis: {
        approximateArrivalTimestamp: ARRIVED / 1_000,
        data: Buffer.from(payload).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey: 'BTCUSDT',
        sequenceNumber: `seq-${index}`,
      },
    })),
  };
}

function setUp(evaluate: (tick: Tick) => Promise<void> = async () => {}) {
  const evaluated: number[] = [];
  const aside: QuarantinedRecord[] = [];
  const unwatched: [string, Unwatched][] = [];
  const judged: string[] = [];
  const now = () => ARRIVED + 1_000;
  const table = { readAttempt: async () => null, writeAttempt: async () => undefined };
  return {
    evaluated,
    aside,
    unwatched,
    judged,
    log: silentLog,
    deadline: 1_000,
    market: { addUnwatched: async (symbol: string, interval: Unwatched) => void unwatched.push([symbol, interval]) },
    attempts: new RecordAttempts({ table, log: silentLog, now }),
    report: { judged: async ({ kinesis }: KinesisStreamRecord) => void judged.push(kinesis.sequenceNumber) },
    quarantineQueue: { quarantine: async (record: QuarantinedRecord) => void aside.push(record) },
    evaluator: {
      evaluate: async (tick: Tick, deadline: number) => {
        expect(deadline).toBe(1_000);
        await evaluate(tick);
        evaluated.push(tick.seq);
      },
    },
  };
}

const tick = (seq: number) => encodeTick(buildTick([buildTrade({ id: seq })], { seq }));

test('a record that is no tick is quarantined with its content, and the rest goes on', async () => {
  const deps = setUp();
  const response = await evaluateRecords(eventOf([tick(1), '{"v":1,"symbol":"BTC', tick(2)]), deps);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(deps.evaluated).toEqual([1, 2]);
  expect(deps.aside).toHaveLength(1);
  expect(deps.aside[0]).toMatchObject({ record: 'seq-1', source: 'arn:aws:kinesis:eu-west-1:1:stream/ticks' });
  expect(Buffer.from(deps.aside[0]?.content ?? '', 'base64').toString()).toBe('{"v":1,"symbol":"BTC');
});

test('any other failure stops there: that record and all after it are delivered again, in order', async () => {
  const deps = setUp(async ({ seq }) => {
    if (seq === 2) throw new Error('the table did not answer');
  });
  const response = await evaluateRecords(eventOf([tick(1), tick(2), tick(3)]), deps);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-1' }] });
  expect(deps.evaluated).toEqual([1]);
  expect(deps.judged).toEqual(['seq-0']);
});

test('a record that could not be quarantined is delivered again', async () => {
  const deps = setUp();
  deps.quarantineQueue.quarantine = () => Promise.reject(new Error('the queue did not answer'));
  expect(await evaluateRecords(eventOf(['?']), deps)).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-0' }] });
});

test('a tick for which the time ran out is delivered again, and no error is logged', async () => {
  const deps = setUp(async ({ seq }) => {
    if (seq === 2) throw new OutOfTimeError('not finished', true);
  });
  const errors: string[] = [];
  const log = { ...silentLog, error: (message: string) => void errors.push(message) };
  const response = await evaluateRecords(eventOf([tick(1), tick(2), tick(3)]), { ...deps, log });
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-1' }] });
  expect(errors).toEqual([]);
});

const faults: [string, () => Error][] = [
  ['an error of the code', () => new RangeError('Invalid time value')],
  ['errors of the code in all of its writes', () => new AggregateError([new TypeError('x is not a function')])],
  ['out of time with nothing done', () => new OutOfTimeError('not finished', false)],
];
test.each(faults)(
  'a tick whose every attempt ends with %s is quarantined in the end, and its trades become an unwatched interval',
  async (_, fault) => {
    const deps = setUp(async ({ seq }) => {
      if (seq === 1) throw fault();
    });
    const event = eventOf([tick(1), tick(2)]);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      expect(await evaluateRecords(event, deps)).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-0' }] });
    }
    expect([deps.aside, deps.judged]).toEqual([[], []]);
    expect(await evaluateRecords(event, deps)).toEqual({ batchItemFailures: [] });
    expect(deps.evaluated).toEqual([2]);
    expect(deps.aside.map(({ content }) => Buffer.from(content, 'base64').toString())).toEqual([tick(1)]);
    const { time } = buildTrade({ id: 1 });
    expect(deps.unwatched).toEqual([
      ['BTCUSDT', { from: time, to: time, reason: 'not-judged', firstTradeId: 1, lastTradeId: 1 }],
    ]);
    expect(deps.judged).toEqual(['seq-1']);
  },
);

const patient: [string, () => Error][] = [
  ['a table that does not answer', () => Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
  [
    'one of several writes that the table refused',
    () => new AggregateError([new TypeError('x'), new Error('throttled')]),
  ],
  ['out of time, with something done each time', () => new OutOfTimeError('not finished', true)],
];
test.each(patient)('a tick is retried without end after: %s', async (_, fault) => {
  const deps = setUp(async () => {
    throw fault();
  });
  for (let attempt = 0; attempt < 50; attempt += 1) await evaluateRecords(eventOf([tick(1)]), deps);
  expect(deps.aside).toEqual([]);
});

test('running out of time does not count for a tick that had only the rest of an invocation', async () => {
  let isFirst = true;
  const deps = setUp(async ({ seq }) => {
    if (seq === 2 && isFirst) throw new OutOfTimeError('not finished', false);
  });
  for (let attempt = 0; attempt < 50; attempt += 1) await evaluateRecords(eventOf([tick(1), tick(2)]), deps);
  isFirst = false;
  await evaluateRecords(eventOf([tick(2)]), deps);
  expect(deps.aside).toEqual([]);
});
