import { expect, test } from 'vitest';
import { type Contender, measureRounds } from '../../../bench/measure-rounds.ts';

const settings = { clock: 'wall', warmUps: 1, rounds: 4, atLeastMs: 0.01, progress: () => {} } as const;

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('the cost is that of one operation, without the preparation and the rounds that warm up', async () => {
  let runs = 0;
  const contender: Contender = {
    name: 'it',
    prepare: () => busy(20),
    run: () => {
      runs += 1;
      busy(runs === 1 ? 50 : 4); // the first one is the warm-up
      return 4;
    },
  };
  const [timing] = await measureRounds([contender], settings);
  expect(timing?.rounds).toHaveLength(4);
  // 4 ms for 4 operations; nothing can make it quicker, and the preparation or the warm-up would add 5 ms at least
  for (const ns of timing?.rounds ?? []) expect(ns).toBeGreaterThanOrEqual(0.99e6);
  expect(Math.min(...(timing?.rounds ?? []))).toBeLessThan(4e6);
});

test('every round measures all contenders, and none always follows the same other', async () => {
  const order: string[] = [];
  const named = (name: string): Contender => ({
    name,
    run: () => {
      order.push(name);
      busy(0.05);
      return 1;
    },
  });
  await measureRounds([named('a'), named('b'), named('c')], settings);
  expect(order.join('')).toBe('abcbcacababcbca');
});

test('a short run is repeated until enough is measured, and a contender keeps its own state', async () => {
  class Counting implements Contender {
    readonly name = 'counting';
    count = 0;

    prepare(): void {
      this.count += 1;
    }

    run(): number {
      busy(1);
      return this.count > 0 ? 1 : 0;
    }
  }
  const counting = new Counting();
  await measureRounds([counting], { ...settings, warmUps: 0, rounds: 1, atLeastMs: 100 });
  expect(counting.count).toBeGreaterThan(1);
});

test('a run without operations is an error: it would seem infinitely fast, or slow', async () => {
  const idle: Contender = { name: 'idle', run: () => 0 };
  await expect(measureRounds([idle], settings)).rejects.toThrow('idle');
});
