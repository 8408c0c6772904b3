import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { NoSuchDeliveryError } from '../../../../adapters/dynamodb/messages/delivery-log.ts';
import { pauseAfterError, UNREADABLE_FOR_MS } from '../../../../adapters/queues/pause-after-error.ts';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import { CLAIM_MS } from '../../../../domain/messages/next-delivery.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const NOW = 1_800_000_000_000;
const unreadable = z.object({ note: z.string() }).safeParse({ note: 7 }).error;
const job = { messageId: 'a@1', channel: 'email' };

let quarantined: QuarantinedRecord[];
let log: ReturnType<typeof recordedLog>;
beforeEach(() => {
  quarantined = [];
  log = recordedLog();
});

const pause = (
  error: unknown,
  waitedMs: number,
  quarantine = async (it: QuarantinedRecord) => void quarantined.push(it),
) =>
  pauseAfterError(error, { ...job, since: NOW - waitedMs }, { quarantineQueue: { quarantine }, log, now: () => NOW });

test('a row that can not be read is tried for a quarter of an hour; then its delivery is quarantined, as a job that can be sent again', async () => {
  expect(await pause(unreadable, UNREADABLE_FOR_MS)).toBe(CLAIM_MS);
  expect(quarantined).toEqual([]);
  expect(await pause(unreadable, UNREADABLE_FOR_MS + 1)).toBeNull();
  expect(quarantined).toMatchObject([
    { source: 'delivery log', record: 'a@1', reason: expect.stringMatching(/^note: /) },
  ]);
  expect(JSON.parse(quarantined[0]?.content ?? '')).toEqual(job);
  expect(log.messages()).toEqual(['delivery can not be read, quarantined']);
});

test('what can not be quarantined goes on waiting', async () => {
  const fails = () => Promise.reject(new Error('no queue'));
  expect(await pause(unreadable, UNREADABLE_FOR_MS + 1, fails)).toBe(CLAIM_MS);
  expect(log.messages()).toEqual(['could not be quarantined']);
});

test('a table that does not answer is tried again however long it takes; a row that is not there is not', async () => {
  expect(await pause(new Error('throttled'), 10 * UNREADABLE_FOR_MS)).toBe(CLAIM_MS);
  expect(await pause(new NoSuchDeliveryError('gone'), 0)).toBeNull();
  expect(quarantined).toEqual([]);
});
