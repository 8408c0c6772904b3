import { expect, test } from 'vitest';
import { RequestBudget, WEIGHT_SHARES } from '../../../../ingest-task/exchange/request-budget.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const LIMITS = {
  weightPerMinute: 6_000,
  tradePage: { rows: 1_000, weight: 4 },
  candlePage: { rows: 1_000, weight: 2 },
};

test('the weight is what the exchange reported last and what is not answered yet', () => {
  const budget = new RequestBudget(manualClock(), LIMITS);
  budget.begin(4);
  budget.begin(2);
  expect(budget.used).toBe(6);
  budget.report(120);
  budget.end(4);
  expect(budget.used).toBe(122);
});

test('answers that overtake each other do not lower it within a minute', async () => {
  const clock = manualClock({ now: 1_699_999_980_000 });
  const budget = new RequestBudget(clock, LIMITS);
  budget.report(120);
  budget.report(116);
  expect(budget.used).toBe(120);
  await clock.advance(60_000);
  expect(budget.used).toBe(0);
  budget.report(4);
  expect(budget.used).toBe(4);
});

test('an answer that reports no weight changes nothing', () => {
  const budget = new RequestBudget(manualClock(), LIMITS);
  budget.report(9);
  budget.report(null);
  expect(budget.used).toBe(9);
});

test.each(['trades', 'candles'] as const)(
  'a page of %s fits as long as its share does, and waits for the minute after',
  (purpose) => {
    const clock = manualClock({ now: 1_699_999_980_000 + 20_000 });
    const budget = new RequestBudget(clock, LIMITS);
    const { weight } = purpose === 'trades' ? LIMITS.tradePage : LIMITS.candlePage;
    const share = WEIGHT_SHARES[purpose] * LIMITS.weightPerMinute;
    budget.report(share - weight);
    expect(budget.waitMs(purpose)).toBe(0);
    budget.report(share - weight + 1);
    expect(budget.waitMs(purpose)).toBe(40_000);
  },
);
