import { expect, test } from 'vitest';
import { createLatestTriggers } from '../../../local/triggers/latest-triggers.ts';

test('a stop ends the wait for a trigger that is not in the log, and reports nothing of it', async () => {
  const reports: string[] = [];
  let reads = 0;
  const latest = createLatestTriggers({
    reader: {
      get: async () => {
        reads += 1;
        return null;
      },
      newest: async () => [],
    },
    onSettled: () => expect.unreachable(),
    report: (text) => reports.push(text),
  });
  latest.add('BTCUSDT-0-X@1');
  await expect.poll(() => reads).toBeGreaterThan(0);
  await latest.stop();
  const readsAtStop = reads;
  await new Promise((resolve) => setTimeout(resolve, 250)); // more than one look of a wait that went on
  expect(reads).toBe(readsAtStop);
  expect(reports).toEqual([]);
});
