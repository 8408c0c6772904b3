import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import type { CanaryFire } from '../../../../domain/canary/canary-fire.ts';
import { encodePosition } from '../../../../domain/market/position.ts';
import { isNotice, type Message } from '../../../../domain/messages/message.ts';
import { firedAt } from '../../../../domain/messages/trigger.ts';
import { SERVICE_PERSON } from '../../../../domain/people/service-person.ts';
import { dispatchRecords } from '../../../../functions/dispatch-messages/dispatch-records.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { memoryFireHours } from '../../../support/memory-fire-hours.ts';
import { memoryFiredGroups } from '../../../support/memory-groups.ts';
import { noCanary } from '../../../support/no-canary.ts';
import { noNews } from '../../../support/no-news.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

const trigger = buildTrigger({ name: 'Breakout' });
const { alertId, dispatchedAt, deliveries, symbol, quote, owner, rule, name, note, channels, ...lastTrigger } = trigger;
const alert = { id: alertId, owner, symbol, quote, rule, name, note, channels, rev: 3, lastTrigger };

function record(sequence: number, before: object | null, after: object | null): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const image = (value: object) => marshall(value) as never;
  return {
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/alerts/stream/1',
    dynamodb: {
      SequenceNumber: String(sequence),
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  };
}

function setUp() {
  const put: Message[] = [];
  const quarantined: QuarantinedRecord[] = [];
  return {
    put,
    quarantined,
    log: silentLog,
    fireHours: memoryFireHours(),
    ...memoryFiredGroups(),
    canaryTable: noCanary,
    createNews: () => noNews,
    maxFiresPerHour: 60,
    now: () => dispatchedAt,
    outbox: { put: async (message: Message): Promise<void> => void put.push(message) },
    quarantineQueue: { quarantine: async (it: QuarantinedRecord): Promise<void> => void quarantined.push(it) },
  };
}

test('a fire becomes a trigger with the rule as it stood, and one queued delivery a channel', async () => {
  const deps = setUp();
  const fired = record(1, { ...alert, lastTrigger: null }, alert);
  expect(await dispatchRecords({ Records: [fired] }, deps)).toEqual({ batchItemFailures: [] });
  expect(deps.put).toEqual([trigger]);
  expect(Object.keys(deliveries)).toEqual(['email']);
});

test('every channel of the alert has a delivery of its own', async () => {
  const deps = setUp();
  const both = [{ type: 'email' }, { type: 'webhook', id: 'a1' }];
  await dispatchRecords({ Records: [record(1, null, { ...alert, channels: both })] }, deps);
  expect(deps.put[0]?.deliveries).toMatchObject({
    email: { channel: 'email', state: 'queued', at: dispatchedAt, attempts: 0 },
    'webhook:a1': { channel: 'webhook:a1', state: 'queued' },
  });
});

test('an expired alert becomes a notice named by its end, the same however often it is dispatched', async () => {
  const deps = setUp();
  const withEnd = { ...alert, lastTrigger: null, rule: buildCrossingRule({ expiresAt: 9_000 }) };
  const expiry = record(1, { ...withEnd, state: { status: 'active' } }, { ...withEnd, state: { status: 'expired' } });
  await dispatchRecords({ Records: [expiry] }, deps);
  await dispatchRecords({ Records: [expiry] }, { ...deps, now: () => dispatchedAt + 5 });
  expect(deps.put.map(({ id }) => id)).toEqual(Array(2).fill(`notice#${owner}@alert-expired:${ALERT_ID}:9000`));
  expect(deps.put[0]).toMatchObject({ person: owner, content: { kind: 'alert-expired', expiresAt: 9_000 } });
});

test('an alert that was paused because its coin may be another one becomes a notice, once', async () => {
  const deps = setUp();
  const because = { kind: 'another-coin', before: { price: '0.00005', time: 1 }, first: { price: '9', time: 2 } };
  const quiet = { ...alert, lastTrigger: null };
  const pause = record(
    1,
    { ...quiet, state: { status: 'active' } },
    { ...quiet, state: { status: 'paused', because } },
  );
  await dispatchRecords({ Records: [pause] }, deps);
  await dispatchRecords({ Records: [pause] }, { ...deps, now: () => dispatchedAt + 5 });
  expect(deps.put.map(({ id }) => id)).toEqual(Array(2).fill(`notice#${owner}@alert-paused:${ALERT_ID}:2`));
  expect(deps.put[0]).toMatchObject({ person: owner, content: { kind: 'alert-paused', because, rule } });
});

test("a person's edit after a fire sends nothing again", async () => {
  const deps = setUp();
  await dispatchRecords({ Records: [record(1, alert, { ...alert, note: 'new' }), record(2, alert, null)] }, deps);
  expect(deps.put).toEqual([]);
});

test('a change that can not be read is quarantined with its content, and the rest is dispatched', async () => {
  const deps = setUp();
  const broken = record(1, null, { ...alert, owner: 7 });
  const response = await dispatchRecords({ Records: [broken, record(2, null, alert)] }, deps);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(deps.quarantined).toMatchObject([{ record: '1', reason: expect.stringContaining('owner') }]);
  expect(deps.quarantined[0]?.content).toContain(ALERT_ID);
  expect(deps.put).toHaveLength(1);
});

test('a change that can not be quarantined is delivered again', async () => {
  const deps = setUp();
  deps.quarantineQueue.quarantine = () => Promise.reject(new Error('the queue did not answer'));
  const response = await dispatchRecords({ Records: [record(1, null, { ...alert, owner: 7 })] }, deps);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
});

test('a record whose message could not be stored comes again, and no other', async () => {
  const deps = setUp();
  deps.outbox.put = ({ id }) =>
    id === trigger.id ? Promise.reject(new Error('the queue did not answer')) : Promise.resolve();
  const other = { ...alert, lastTrigger: { ...lastTrigger, id: `${trigger.id.slice(0, -1)}9` } };
  const response = await dispatchRecords({ Records: [record(1, null, other), record(2, null, alert)] }, deps);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
});

describe('the canary', () => {
  const canary = { ...alert, owner: SERVICE_PERSON, channels: [] };
  const fired = record(1, { ...canary, lastTrigger: null }, canary);

  function setUpCanary(isNew = true) {
    const stored: CanaryFire[] = [];
    const log = recordedLog();
    const writeFire = async (fire: CanaryFire) => {
      stored.push(fire);
      return isNew;
    };
    return { ...setUp(), log, stored, canaryTable: { writeFire } };
  }

  test('notifies nobody: its fire is kept for health, and how long it took is a metric', async () => {
    const deps = setUpCanary();
    expect(await dispatchRecords({ Records: [fired] }, deps)).toEqual({ batchItemFailures: [] });
    expect(deps.put).toEqual([]);
    const fire = { symbol, firedAt: firedAt(lastTrigger), decisionMs: 185, dispatchMs: 30 };
    expect(deps.stored).toEqual([fire]);
    const metrics = { canaryDecisionMs: 185, canaryDispatchMs: 30 };
    expect(deps.log.lines).toMatchObject([{ message: 'canary fired', fields: { ...metrics, service: 'functions' } }]);
    expect(deps.log.lines[0]?.fields._aws).toMatchObject({
      CloudWatchMetrics: [{ Metrics: Object.keys(metrics).map((Name) => ({ Name, Unit: 'Milliseconds' })) }],
    });
  });

  test('reports a fire once, however often it is dispatched', async () => {
    const deps = setUpCanary(false);
    await dispatchRecords({ Records: [fired] }, deps);
    expect(deps.log.lines).toEqual([]);
  });

  test('holds up nobody: a fire that can not be kept does not come again, since the stream would wait for it', async () => {
    const deps = setUpCanary();
    deps.canaryTable.writeFire = () => Promise.reject(new Error('the table has no capacity left'));
    const Records = [fired, record(2, { ...alert, lastTrigger: null }, alert)];
    expect(await dispatchRecords({ Records }, deps)).toEqual({ batchItemFailures: [] });
    expect(deps.put).toEqual([trigger]);
    expect(deps.log.lines).toContainEqual(expect.objectContaining({ message: 'fire of the canary not stored' }));
  });

  test('sends no notice when it expires or is paused', async () => {
    const deps = setUpCanary();
    const quiet = { ...canary, lastTrigger: null, rule: buildCrossingRule({ expiresAt: 9_000 }) };
    const because = { kind: 'another-coin', before: { price: '1', time: 1 }, first: { price: '9', time: 2 } };
    const before = { ...quiet, state: { status: 'active' } };
    const Records = [
      record(1, before, { ...quiet, state: { status: 'expired' } }),
      record(2, before, { ...quiet, state: { status: 'paused', because } }),
    ];
    expect(await dispatchRecords({ Records }, deps)).toEqual({ batchItemFailures: [] });
    expect([deps.put, deps.stored]).toEqual([[], []]);
  });

  test('is never muted: 70 fires within an hour are 70 fires, and no fire of a person is counted with them', async () => {
    const deps = setUpCanary();
    const Records = Array.from({ length: 70 }, (_, number) => {
      const fire = (sequence: number) => ({ ...lastTrigger, sequence, id: lastTrigger.id });
      return record(
        number,
        { ...canary, lastTrigger: { ...fire(number), id: `${ALERT_ID}@${'0'.repeat(16)}-${'0'.repeat(13)}1` } },
        { ...canary, lastTrigger: fire(number + 1) },
      );
    });
    await dispatchRecords({ Records }, { ...deps, maxFiresPerHour: 1 });
    expect([deps.stored.length, deps.put.length]).toEqual([70, 0]);
  });
});

describe('an alert that fires too often', () => {
  const HOUR_MS = 3_600_000;
  const NOON = Date.UTC(2026, 10, 28, 12);
  const everySecond = (sequence: number) => NOON + sequence * 1_000;
  /** sixty an hour */
  const everyMinute = (sequence: number) => NOON + sequence * 60_000 - 1;
  const alertAfter = (sequence: number, instant: number, id = alertId) => {
    const fireId = `${id}@${encodePosition({ tradeId: sequence, instant })}`;
    const trade = { ...lastTrigger.trade, id: sequence, time: instant };
    return { ...alert, id, lastTrigger: { ...lastTrigger, id: fireId, sequence, trade } };
  };
  /** what the stream says of the fires with these sequences: each follows the one before */
  const fires = (from: number, to: number, instantOf = everySecond) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).map((sequence) => {
      const before = sequence === 1 ? null : alertAfter(sequence - 1, instantOf(sequence - 1));
      return record(sequence, before ?? { ...alert, lastTrigger: null }, alertAfter(sequence, instantOf(sequence)));
    });
  const deliveriesOf = (put: readonly Message[], state: string) =>
    put.filter((it) => !isNotice(it) && it.deliveries.email?.state === state).length;
  const muteNotices = (put: readonly Message[]) => put.filter(isNotice).map(({ id, content }) => ({ id, content }));

  test('65 fires in an hour are 65 triggers, of which 60 are sent, and one notice with the end of the mute', async () => {
    const deps = setUp();
    expect(await dispatchRecords({ Records: fires(1, 65) }, deps)).toEqual({ batchItemFailures: [] });
    expect([deliveriesOf(deps.put, 'queued'), deliveriesOf(deps.put, 'suppressed')]).toEqual([60, 5]);
    const content = { kind: 'alert-muted', alertId, maxFiresPerHour: 60, countedFrom: 1, until: NOON + HOUR_MS };
    expect(muteNotices(deps.put)).toMatchObject([{ id: `notice#${owner}@alert-muted:${alertId}:1`, content }]);
    const muted = deps.put.find((it) => it.deliveries.email?.state === 'suppressed');
    expect(muted?.deliveries.email).toMatchObject({
      attempts: 0,
      detail: 'muted until 2026-11-28T13:00:00.000Z: its alert had fired 60 times within the hour',
    });
  });

  test('a batch that comes again, in whatever order, gets the same answers and the same notice', async () => {
    const deps = setUp();
    const Records = fires(1, 65);
    await dispatchRecords({ Records: Records.slice(0, 62) }, deps);
    await dispatchRecords({ Records }, deps);
    await dispatchRecords({ Records: Records.toReversed() }, deps);
    const answers = new Map<string, Set<string>>();
    for (const it of deps.put.filter((message) => !isNotice(message))) {
      const states = answers.get(it.id) ?? new Set();
      answers.set(it.id, states.add(it.deliveries.email?.state ?? 'none'));
    }
    expect([...answers.values()].map((states) => [...states])).toEqual([
      ...Array(60).fill(['queued']),
      ...Array(5).fill(['suppressed']),
    ]);
    expect(new Set(muteNotices(deps.put).map(({ id }) => id)).size).toBe(1);
  });

  test('each batch with muted fires puts the notice once more, so that one lost write can not cost it', async () => {
    const deps = setUp();
    for (const batch of [fires(1, 70), fires(71, 80)]) await dispatchRecords({ Records: batch }, deps);
    expect(muteNotices(deps.put)).toHaveLength(2);
    deps.put.length = 0;
    // a deploy that lowers the limit within the hour mutes without passing it by one
    await dispatchRecords({ Records: fires(81, 81) }, { ...deps, maxFiresPerHour: 10 });
    expect(muteNotices(deps.put)).toHaveLength(1);
  });

  test('the next hour is counted by itself, by the instants of the fires: what an outage kept back is not a storm', async () => {
    const deps = setUp();
    await dispatchRecords({ Records: fires(1, 180, everyMinute) }, deps);
    expect([deliveriesOf(deps.put, 'queued'), muteNotices(deps.put)]).toEqual([180, []]);
  });

  test('after the person has ended the mute its fires are sent, and the next mute has a notice of its own', async () => {
    const deps = setUp();
    const alertHour = { person: owner, alertId, hour: NOON };
    await dispatchRecords({ Records: fires(1, 65) }, deps);
    await deps.fireHours.resume(alertHour, { fires: 65, limit: 60 });
    deps.put.length = 0;
    await dispatchRecords({ Records: fires(64, 126) }, deps);
    expect([deliveriesOf(deps.put, 'queued'), deliveriesOf(deps.put, 'suppressed')]).toEqual([60, 3]);
    expect(muteNotices(deps.put).map(({ id }) => id.split(':').at(-1))).toEqual(['1', '66']);
  });

  test('another alert of the same person is counted by itself', async () => {
    const deps = setUp();
    const other = `${alertId.slice(0, -1)}9`;
    const its = record(1_000, alertAfter(1_000, NOON, other), alertAfter(1_001, NOON + 1_000, other));
    await dispatchRecords({ Records: [...fires(1, 65), its] }, deps);
    const put = deps.put.find((it) => !isNotice(it) && it.alertId === other);
    expect(put?.deliveries.email?.state).toBe('queued');
  });

  test('the alert of a whole batch is looked up once', async () => {
    const deps = setUp();
    const count = vi.spyOn(deps.fireHours, 'count');
    await dispatchRecords({ Records: fires(1, 100) }, deps);
    expect(count.mock.calls).toEqual([[{ person: owner, alertId, hour: NOON }, 1, dispatchedAt]]);
  });

  test('the first fire of each hour is sent without a look', async () => {
    const deps = setUp();
    const count = vi.spyOn(deps.fireHours, 'count');
    const Records = fires(1, 100, (sequence) => NOON + sequence * HOUR_MS);
    await dispatchRecords({ Records }, { ...deps, maxFiresPerHour: 1 });
    expect([deliveriesOf(deps.put, 'queued'), count.mock.calls.length]).toEqual([100, 0]);
  });

  test('while fires can not be counted nothing is sent for them, and they come again', async () => {
    const deps = setUp();
    vi.spyOn(deps.fireHours, 'count').mockRejectedValueOnce(new Error('the table did not answer'));
    const Records = fires(2, 4);
    const { batchItemFailures } = await dispatchRecords({ Records }, deps);
    expect([batchItemFailures.length, deps.put]).toEqual([3, []]);
    expect(await dispatchRecords({ Records }, deps)).toEqual({ batchItemFailures: [] });
    expect(deliveriesOf(deps.put, 'queued')).toBe(3);
  });
});
