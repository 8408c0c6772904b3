import { expect, test } from 'vitest';
import { createTriggerFollower } from '../../../local/triggers/trigger-follower.ts';

test('a stop ends the wait for a trigger that is not in the log, and reports nothing of it', async () => {
  const reports: string[] = [];
  let reads = 0;
  const follower = createTriggerFollower({
    reader: {
      get: async () => {
        reads += 1;
        return null;
      },
    },
    onSettled: () => expect.unreachable(),
    report: (text) => reports.push(text),
  });
  follower.add('BTCUSDT-0-X@1');
  await expect.poll(() => reads).toBeGreaterThan(0);
  await follower.stop();
  const readsAtStop = reads;
  await new Promise((resolve) => setTimeout(resolve, 250)); // more than one look of a wait that went on
  expect(reads).toBe(readsAtStop);
  expect(reports).toEqual([]);
});
