import { expect, test } from 'vitest';
import { activityOf, chooseCoin } from '../../../../domain/canary/choose-coin.ts';

const coins = (activities: Record<string, number>) =>
  Object.entries(activities).map(([symbol, activity]) => ({ symbol, activity }));
const choose = (activities: Record<string, number>, present: string | null = null) =>
  chooseCoin(coins(activities), present)?.symbol ?? null;

test('the busiest coin is chosen, and kept until another is more than twice as busy or it is gone', () => {
  expect(choose({ A: 5, B: 9, C: 7 })).toBe('B');
  expect(choose({ A: 5, B: 9 }, 'A')).toBe('A');
  expect(choose({ A: 5, B: 10 }, 'A')).toBe('A');
  expect(choose({ A: 5, B: 10.1 }, 'A')).toBe('B');
  expect(choose({ B: 1, C: 2 }, 'A')).toBe('C');
  expect(choose({}, 'A')).toBe(null);
});

test('while nothing is known of any coin, one is chosen and kept', () => {
  expect(choose({ A: 0, B: 0 })).toBe('A');
  expect(choose({ A: 0, B: 0 }, 'B')).toBe('B');
  expect(choose({ A: 0, B: 1 }, 'A')).toBe('B');
});

test('a coin that is held at one price is not busy, however much of it is traded', () => {
  const stable = activityOf({ measures: { 'volume-24h': 3e9, 'volatility-24h': 1 } });
  const moving = activityOf({ measures: { 'volume-24h': 5e8, 'volatility-24h': 45 } });
  expect(moving).toBeGreaterThan(stable);
  expect(activityOf({ measures: { 'volume-24h': 3e9, 'volatility-24h': null } })).toBe(0);
  expect(activityOf({})).toBe(0);
});
