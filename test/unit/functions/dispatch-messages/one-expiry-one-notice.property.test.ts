import { setImmediate as turn } from 'node:timers/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredAlert } from '../../../../adapters/dynamodb/alerts/alert-item.ts';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { editAlert, needsFutureExpiry } from '../../../../domain/alerts/edit-alert.ts';
import { judge } from '../../../../domain/alerts/judge.ts';
import { resetAfterIdRestart } from '../../../../domain/alerts/reset-after-id-restart.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { dispatchRecords } from '../../../../functions/dispatch-messages/dispatch-records.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { timeEvent } from '../../../support/market-events.ts';
import { memoryDeliveryLog } from '../../../support/memory-delivery-log.ts';
import { memoryFireHours } from '../../../support/memory-fire-hours.ts';
import { memoryFiredGroups } from '../../../support/memory-groups.ts';
import { noCanary } from '../../../support/no-canary.ts';
import { noNews } from '../../../support/no-news.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';

const START = 1_000_000;

/** What can happen to an alert with an expiry, in any order. `lagMs`: how far the API's idea of the exchange's clock is behind. */
const anyStep = fc.oneof(
  fc.record({ do: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({
    do: fc.constant('edit' as const),
    later: fc.option(fc.integer({ min: -1_000, max: 4_000 })),
    status: fc.constantFrom(undefined, 'active', 'paused' as const),
    note: fc.constantFrom(undefined, 'a', 'b'),
    lagMs: fc.constantFrom(0, 0, 3_000),
  }),
  fc.constant({ do: 'ids-restart' as const }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer Of> ? Of : never;

interface Life {
  readonly records: DynamoDBRecord[];
  /** `alert:expiresAt` of each time that it came to its end, each once */
  readonly expiries: Set<string>;
  /** how often a write let it expire */
  readonly writes: number;
}

/** Each write conditional on the one before, so they come one after the other: whoever is later sees what the first has left. */
function live(steps: readonly Step[]): Life {
  let alert: StoredAlert = buildStoredAlert({ rule: buildCrossingRule({ expiresAt: START + 2_000 }) });
  let now = START;
  const [records, expiries] = [[] as DynamoDBRecord[], new Set<string>()];
  let writes = 0;
  const write = (after: StoredAlert) => {
    records.push(changeOf(alert, after, records.length));
    if (after.state.status === 'expired' && alert.state.status !== 'expired') {
      writes += 1;
      expiries.add(`${after.id}:${after.rule.expiresAt}`);
    }
    alert = { ...after, rev: alert.rev + 1 };
  };
  for (const [index, step] of steps.entries()) {
    if (step.do === 'time') {
      now += step.ms;
      const event = timeEvent({ id: 10 + index, instant: now, price: 60_000, bookVersion: 1_000 });
      const judgement = judge(alert, event);
      if (judgement.decision !== 'stay') write({ ...alert, state: judgement.state });
    } else if (step.do === 'edit') {
      const edited = edit(alert, step, { now: now - step.lagMs, bookVersion: index });
      if (edited) write(edited);
    } else {
      write({ ...alert, state: resetAfterIdRestart(alert, { armAfter: now, bookVersion: index }) });
    }
  }
  return { records, expiries, writes };
}

/** As `PATCH` does it; null when it is refused, or changes nothing. */
function edit(
  alert: StoredAlert,
  { later, status, note }: Extract<Step, { do: 'edit' }>,
  { now, bookVersion }: { now: number; bookVersion: number },
): StoredAlert | null {
  const rule = later === null ? alert.rule : { ...alert.rule, expiresAt: now + later };
  const edited = editAlert(alert, { rule, status, note }, { armAfter: now, bookVersion });
  if (edited.scope === 'nothing') return null;
  const isLate = edited.alert.rule.expiresAt !== null && edited.alert.rule.expiresAt <= now;
  return needsFutureExpiry(alert, edited.alert) && isLate ? null : { ...alert, ...edited.alert };
}

function changeOf(before: StoredAlert, after: StoredAlert, sequence: number): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const image = (value: object) => marshall(value, { removeUndefinedValues: true }) as never;
  return { dynamodb: { SequenceNumber: String(sequence), OldImage: image(before), NewImage: image(after) } };
}

/** A table that answers a moment later, as two who write the same row at once see it. */
function slowOutbox(rows: Map<string, Message>, putIds: string[]) {
  const deliveryLog = memoryDeliveryLog(rows);
  const add = async (message: Message) => {
    await turn();
    if (!rows.has(message.id)) putIds.push(message.id);
    return deliveryLog.add(message);
  };
  const channel = { add: async () => {} };
  return createOutbox({ deliveryLog: { add }, channels: { email: channel, webhook: channel, push: channel } });
}

test('each expiry has one row in the delivery log, however often and by how many invocations it is dispatched', async () => {
  let expired = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { minLength: 2, maxLength: 14 }),
      fc.array(fc.nat(100), { maxLength: 12 }),
      async (steps, again) => {
        const { records, expiries, writes } = live(steps);
        const [rows, putIds] = [new Map<string, Message>(), [] as string[]];
        const outbox = slowOutbox(rows, putIds);
        let clock = START;
        const quarantineQueue = { quarantine: () => Promise.reject(new Error('every change can be read')) };
        const now = () => (clock += 7);
        const fires = {
          fireHours: memoryFireHours(),
          ...memoryFiredGroups(),
          maxFiresPerHour: 60,
          createNews: () => noNews,
        };
        const deps = { outbox, quarantineQueue, ...fires, canaryTable: noCanary, log: silentLog, now };
        const redelivered = again.flatMap((place) => records[place % Math.max(records.length, 1)] ?? []);
        // two shards' readers at once, and a batch that is brought again
        const batches = [records, redelivered, records];
        const answers = await Promise.all(batches.map((Records) => dispatchRecords({ Records }, deps)));
        expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
        const names = [...rows.keys()].map((id) => id.slice(id.indexOf('@alert-expired:') + '@alert-expired:'.length));
        expect(names.sort()).toEqual([...expiries].sort());
        expect(putIds.sort()).toEqual([...rows.keys()].sort());
        expired += writes;
      },
    ),
    { numRuns: 500 },
  );
  expect(expired).toBeGreaterThan(100);
});

test('an alert that was given a later expiry after the first one has two, and two notices', async () => {
  const { expiries } = live([
    { do: 'time', ms: 2_000 },
    { do: 'edit', later: 1_000, status: undefined, note: undefined, lagMs: 0 },
    { do: 'time', ms: 1_000 },
  ]);
  expect(expiries.size).toBe(2);
});

test('an alert that a slow clock lets re-arm with the expiry it has just reached expires again, and has one notice', async () => {
  const life = live([
    { do: 'time', ms: 2_000 },
    { do: 'edit', later: null, status: 'active', note: undefined, lagMs: 3_000 },
    { do: 'time', ms: 1_000 },
  ]);
  expect([life.writes, life.expiries.size]).toEqual([2, 1]);
});
