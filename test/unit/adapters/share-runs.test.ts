import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareRuns } from '../../../adapters/share-runs.ts';

test('whoever asks gets a run that began after they asked, one runs at a time, and a crowd costs two', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), fc.nat(3), async (gaps, runTurns) => {
      const share = shareRuns();
      const runs: { began: number; ended: number }[] = [];
      let [clock, running, most] = [0, 0, 0];
      const run = async () => {
        running += 1;
        most = Math.max(most, running);
        const one = { began: clock++, ended: Number.POSITIVE_INFINITY };
        runs.push(one);
        for (let it = 0; it <= runTurns; it += 1) await turn();
        one.ended = clock++;
        running -= 1;
      };
      const asked: Promise<void>[] = [];
      for (const gap of gaps) {
        for (let it = 0; it < gap; it += 1) await turn();
        const at = clock++;
        asked.push(
          share('ada', run).then(() => {
            expect(runs.some(({ began, ended }) => began > at && ended < Number.POSITIVE_INFINITY)).toBe(true);
          }),
        );
      }
      await Promise.all(asked);
      expect(most).toBe(1);
      expect(runs.length).toBeLessThanOrEqual(gaps.length);
      if (gaps.every((gap) => gap === 0)) expect(runs.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 200 },
  );
});

test('a run that fails is an error of those who share it, and of nobody who comes later', async () => {
  const share = shareRuns();
  const failing = () => Promise.reject(new Error('no table'));
  const first = share('ada', failing);
  const [second, third] = [share('ada', async () => {}), share('ada', failing)];
  await expect(first).rejects.toThrow('no table');
  await expect(second).resolves.toBeUndefined();
  await expect(third).resolves.toBeUndefined();
});

test('persons do not wait for each other', async () => {
  const share = shareRuns();
  const hanging = share('ada', () => new Promise(() => {}));
  await share('bob', async () => {});
  expect(hanging).toBeInstanceOf(Promise);
});
