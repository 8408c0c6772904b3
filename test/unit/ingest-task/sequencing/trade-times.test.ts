import { expect, test } from 'vitest';
import {
  MAX_AGE_MS,
  MAX_AHEAD_MS,
  MAX_STEP_BACK_MS,
  TradeTimes,
} from '../../../../ingest-task/sequencing/trade-times.ts';

const NOW = Date.UTC(2026, 10, 28, 12);

function measuredAt(now: number | null) {
  let exchangeNow = now;
  let elapsed = 0;
  let measuredAt = 0;
  let asked = 0;
  const times = new TradeTimes({
    measured: () => exchangeNow,
    measuredAt: () => measuredAt,
    measureAgain: () => {
      asked += 1;
    },
    elapsed: () => elapsed,
  });
  const pass = (ms: number) => {
    elapsed += ms;
    if (exchangeNow !== null) exchangeNow += ms;
  };
  const measure = (instant: number | null) => {
    exchangeNow = instant;
    measuredAt = elapsed;
  };
  return { times, pass, measure, asked: () => asked };
}

test.each([
  ['now', NOW, NOW - 1, null],
  ['a little ahead of the clock', NOW + MAX_AHEAD_MS, NOW, null],
  ['ahead of the clock', NOW + MAX_AHEAD_MS + 1, NOW, "T: is 10 s ahead of the exchange's clock"],
  ['months old, like that of a coin that was not traded since', NOW - 200 * 86_400_000, NOW - 300 * 86_400_000, null],
  ['of a coin without a known trade', NOW - 200 * 86_400_000, null, null],
  ['a little before the trade before it', NOW - MAX_STEP_BACK_MS, NOW, null],
  ['far before the trade before it', NOW - MAX_STEP_BACK_MS - 1, NOW, 'T: is 3600 s before the trade before it'],
  ['before there were trades', NOW - MAX_AGE_MS - 1, null, 'T: is before there were trades'],
  ['behind one that was taken before the clock was known', NOW - MAX_STEP_BACK_MS, NOW + 9e9, null],
])('a time %s', (_, time, before, error) => {
  expect(measuredAt(NOW).times.errorOf(time, before)).toBe(error);
});

test('the clock advances', () => {
  const { times, pass } = measuredAt(NOW);
  expect(times.errorOf(NOW + 60_000, null)).not.toBeNull();
  pass(60_000);
  expect(times.errorOf(NOW + 60_000, null)).toBeNull();
});

test('while the clock is not measured the last two heartbeats replace it, and nothing is sure', () => {
  const { times, pass, measure } = measuredAt(null);
  expect([times.errorOf(NOW + 9e9, null), times.isSure]).toEqual([null, false]);
  times.heard(NOW + 9e9); // one alone may be wrong
  times.heard(NOW);
  expect(times.errorOf(NOW + MAX_AHEAD_MS + 1, null)).not.toBeNull();
  pass(1_000);
  expect(times.errorOf(NOW + MAX_AHEAD_MS + 1, null)).toBeNull();
  measure(NOW + 7_200_000);
  expect([times.errorOf(NOW + 7_200_000, null), times.isSure]).toEqual([null, true]);
});

test('a time ahead by less than a day has the clock measured again, and nothing is sure before that', () => {
  const { times, pass, measure, asked } = measuredAt(NOW);
  expect([times.doubtClock(NOW + MAX_AHEAD_MS), times.doubtClock(NOW + 1_000 * NOW)]).toEqual([false, false]);
  expect([asked(), times.isSure, times.awaitsClock]).toEqual([0, true, false]);
  pass(1);
  expect([times.doubtClock(NOW + 3_600_000), asked()]).toEqual([true, 1]);
  expect([times.isSure, times.awaitsClock]).toEqual([false, true]);
  pass(1);
  measure(NOW + 3_600_000);
  expect([times.errorOf(NOW + 3_600_000, null), times.isSure, times.awaitsClock]).toEqual([null, true, false]);
});
