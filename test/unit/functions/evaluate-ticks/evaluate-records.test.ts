import type { KinesisStreamEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { encodeTick, type Tick } from '../../../../domain/tick.ts';
import type { SetAside } from '../../../../functions/adapters/set-aside-queue.ts';
import { evaluateRecords } from '../../../../functions/evaluate-ticks/evaluate-records.ts';
import { OutOfTime } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { silentLog } from '../../build/silent-log.ts';
import { buildTick, buildTrade } from '../../build/ticks.ts';

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
        approximateArrivalTimestamp: 1,
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
  const aside: SetAside[] = [];
  return {
    evaluated,
    aside,
    log: silentLog,
    deadline: 1_000,
    setAsideQueue: { setAside: async (record: SetAside) => void aside.push(record) },
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

test('what is no tick is set aside with its content, and the rest goes on', async () => {
  const needs = setUp();
  const response = await evaluateRecords(eventOf([tick(1), '{"v":1,"symbol":"BTC', tick(2)]), needs);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(needs.evaluated).toEqual([1, 2]);
  expect(needs.aside).toHaveLength(1);
  expect(needs.aside[0]).toMatchObject({ record: 'seq-1', source: 'arn:aws:kinesis:eu-west-1:1:stream/ticks' });
  expect(Buffer.from(needs.aside[0]?.content ?? '', 'base64').toString()).toBe('{"v":1,"symbol":"BTC');
});

test('any other failure stops there: that record and all after it come again, in order', async () => {
  const needs = setUp(async ({ seq }) => {
    if (seq === 2) throw new Error('the table did not answer');
  });
  const response = await evaluateRecords(eventOf([tick(1), tick(2), tick(3)]), needs);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-1' }] });
  expect(needs.evaluated).toEqual([1]);
});

test('a record that could not be set aside is not lost: it comes again', async () => {
  const needs = setUp();
  needs.setAsideQueue.setAside = () => Promise.reject(new Error('the queue did not answer'));
  expect(await evaluateRecords(eventOf(['?']), needs)).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-0' }] });
});

test('a tick for which time ran short comes again, and that is no error', async () => {
  const needs = setUp(async ({ seq }) => {
    if (seq === 2) throw new OutOfTime('not finished');
  });
  const errors: string[] = [];
  const log = { ...silentLog, error: (message: string) => void errors.push(message) };
  const response = await evaluateRecords(eventOf([tick(1), tick(2), tick(3)]), { ...needs, log });
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'seq-1' }] });
  expect(errors).toEqual([]);
});
