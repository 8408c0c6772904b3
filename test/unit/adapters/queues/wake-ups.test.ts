import { expect, test } from 'vitest';
import { createWakeUps, LOST_WAKE_UP_MS, unlessUnreadable } from '../../../../adapters/queues/wake-ups.ts';
import { webhookSchema } from '../../../../domain/channels/webhook.ts';
import type { WakeUpJob } from '../../../../domain/messages/delivery-job.ts';
import { memoryWakeUpTable } from '../../../support/memory-wake-ups.ts';

const NOW = 1_000_000;
const QUARTER_MS = 15 * 60_000;

function setUp() {
  const table = memoryWakeUpTable();
  const state = { now: NOW, sent: [] as { job: WakeUpJob; delayMs: number }[] };
  const queue = { send: async (job: WakeUpJob, delayMs: number) => void state.sent.push({ job, delayMs }) };
  const wakeUps = createWakeUps({ table, queue, now: () => state.now });
  const target = { person: 'ada', webhookId: 'a1' };
  const schedule = async (at: number) => wakeUps.schedule(target, { at, wakeUpAt: await table.read(target) });
  const instants = () => state.sent.map(({ job }) => job.at - NOW);
  return { state, schedule, instants, arrive: (at: number) => wakeUps.recordArrived(target, at) };
}

test('one wake-up is under way, however many messages want one', async () => {
  const { schedule, instants, state, arrive } = setUp();
  for (const at of [NOW, NOW - 500, NOW + 1, NOW + QUARTER_MS]) await schedule(at);
  expect(instants()).toEqual([0]);
  state.now += 300;
  await arrive(NOW);
  await schedule(state.now);
  expect(instants()).toEqual([0, 300]);
});

test('one that is wanted earlier overtakes, and the later one counts again when it has come', async () => {
  const { schedule, instants, state, arrive } = setUp();
  await schedule(NOW + QUARTER_MS);
  await schedule(NOW);
  expect(instants()).toEqual([QUARTER_MS, 0]);
  await arrive(NOW);
  state.now += 500;
  await schedule(NOW + QUARTER_MS);
  expect(instants()).toEqual([QUARTER_MS, 0]);
});

test('a wait that is longer than SQS delays is cut, and the wake-up that comes too early is followed by another', async () => {
  const { schedule, instants, state, arrive } = setUp();
  await schedule(NOW + 2 * QUARTER_MS);
  await schedule(NOW + 2 * QUARTER_MS);
  expect(state.sent).toMatchObject([{ delayMs: QUARTER_MS }]);
  state.now += QUARTER_MS;
  await arrive(state.now);
  await schedule(NOW + 2 * QUARTER_MS);
  expect(instants()).toEqual([QUARTER_MS, 2 * QUARTER_MS]);
});

test('one that does not come within five minutes is lost', async () => {
  const { schedule, instants, state } = setUp();
  await schedule(NOW);
  state.now += LOST_WAKE_UP_MS - 1;
  await schedule(state.now);
  expect(instants()).toEqual([0]);
  state.now += 1;
  await schedule(state.now);
  expect(instants()).toEqual([0, LOST_WAKE_UP_MS]);
});

test('one that is a second late is in time; an earlier clock sends no other', async () => {
  const { schedule, instants, state } = setUp();
  await schedule(NOW);
  state.now -= 900;
  await schedule(state.now);
  expect(instants()).toEqual([0]);
});

test('an item that can not be read is null; a table that does not answer is an error', async () => {
  expect(await unlessUnreadable(() => webhookSchema.parse({}))).toBeNull();
  expect(await unlessUnreadable(async () => NOW)).toBe(NOW);
  await expect(unlessUnreadable(() => Promise.reject(new Error('no table')))).rejects.toThrow('no table');
});
