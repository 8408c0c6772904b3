import { expect, test, vi } from 'vitest';
import { startSchedules } from '../../../local/mappings/start-schedules.ts';

const EVERY_MS = 30;
const PLAN = { name: 'EveryMinute', functionName: 'Look', everyMs: EVERY_MS };

test('a function is called again and again, with the event of a schedule, also after a call that failed', async () => {
  const calls: unknown[][] = [];
  const problems: string[] = [];
  const startedAt = performance.now();
  const invoke = async (...call: unknown[]) => {
    calls.push(call);
    if (calls.length === 1) throw new Error('late');
  };
  const [schedule] = startSchedules([PLAN], { invoke, report: (text) => void problems.push(text) });
  expect(calls).toEqual([]);
  await vi.waitFor(() => expect(calls.length).toBeGreaterThanOrEqual(3));
  expect(performance.now() - startedAt).toBeGreaterThan(2 * EVERY_MS);
  await schedule?.stop();
  expect(problems).toEqual(['EveryMinute: late']);
  expect(calls[0]).toEqual([
    'Look',
    expect.objectContaining({ source: 'aws.events', 'detail-type': 'Scheduled Event' }),
  ]);
});

test('a stop waits for the call that is under way, and no other comes', async () => {
  const call = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const invoke = vi.fn(() => {
    begun.resolve();
    return call.promise;
  });
  const [schedule] = startSchedules([PLAN], { invoke, report: () => {} });
  await begun.promise;
  let isStopped = false;
  const stopping = schedule?.stop().then(() => {
    isStopped = true;
  });
  await new Promise(setImmediate);
  expect(isStopped).toBe(false);
  call.resolve();
  await stopping;
  expect(isStopped).toBe(true);
});
