import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { METRIC_INTERVALS, minutesOf } from '../../../../domain/metrics/candle-reach.ts';
import { WINDOWED, type WindowedDefinition } from '../../../../domain/metrics/metric.ts';
import { areFinal, knownFrom, newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { buildCandle } from '../../../support/candles.ts';

const MINUTE = 60_000;
/** Trading began in this minute, with which no candle begins. */
const BEGAN = Date.UTC(2026, 0, 5, 7, 23);

/** Candles of so many minutes that have closed since trading began, each with a price of its own. */
function candlesUpTo(minute: number, minutes: number): Candle[] {
  const length = minutes * MINUTE;
  const first = Math.floor(BEGAN / length) * length;
  const count = Math.max(0, Math.floor(minute / length) - first / length);
  return Array.from({ length: count }, (_, i) => buildCandle(first + i * length, `${100 + (i % 7)}`));
}

/** The metric during `minute` of a coin of which everything since trading began is known. */
function valueAt({ name }: WindowedDefinition, minute: number): string | number | null | undefined {
  const history = newHistory({ metrics: [name] });
  history.beganAt(BEGAN);
  history.load(candlesUpTo(minute, 1).slice(-10_300));
  for (const interval of METRIC_INTERVALS) history.loadCandles(interval, candlesUpTo(minute, minutesOf(interval)));
  expect([name, areFinal(history, minute, [name])]).toEqual([name, true]);
  const { refs, measures } = valuesAt(history, minute, [name]);
  return { ...refs, ...measures }[name];
}

test.each(WINDOWED)('$name is known from the minute on that its family says, and not before', (metric) => {
  const first = knownFrom(metric, BEGAN);
  expect(first % MINUTE).toBe(0);
  expect(valueAt(metric, first)).not.toBeNull();
  // what was traded before trading began is known to be nothing
  if (first > BEGAN) expect(valueAt(metric, first - MINUTE)).toBeNull();
});
