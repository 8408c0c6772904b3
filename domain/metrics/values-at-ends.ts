import type { Candle } from '../market/candle.ts';
import { INTERVAL_MS } from '../market/candle-interval.ts';
import { MINUTE_MS, minuteOf } from '../market/tick.ts';
import type { WindowedDefinition } from './metric.ts';
import type { MinuteHistory } from './minute-history.ts';
import { candleReach, newHistory, valuesAt } from './minute-values.ts';
import { valueAtPrice } from './value-at-price.ts';

export interface EndsDeps {
  readonly metric: WindowedDefinition;
  /** instants at which a minute ends, ms, ascending */
  readonly ends: readonly number[];
  /** of 1 minute, or of 1 hour for a metric that is computed from hours; ascending, from the reach before the first end on */
  readonly candles: readonly Candle[];
  /** since when the symbol means this coin, ms: earlier candles are of another one; null when it never meant another one */
  readonly listedFrom: number | null;
}

/** Which candles a metric is computed from, and how far back; ms. */
export function sourceOf({ name }: Pick<WindowedDefinition, 'name'>): {
  readonly interval: '1m' | '1h';
  readonly reachMs: number;
} {
  const { minutes, candles } = candleReach([name]);
  const hours = candles['1h'];
  return hours > 0
    ? { interval: '1h', reachMs: (hours + 1) * INTERVAL_MS['1h'] }
    : { interval: '1m', reachMs: (minutes + 1) * MINUTE_MS };
}

/**
 * The metric as it was known at each end: what a trade at the last close would have had in the minute that begins there. Null where
 * a candle that it needs is not there.
 */
export function valuesAtEnds({ metric, ends, candles, listedFrom }: EndsDeps): (number | null)[] {
  const began = minuteOf(listedFrom ?? 0);
  const { interval } = sourceOf(metric);
  const ofThisCoin = candles.filter(({ start }) => start + INTERVAL_MS[interval] > began);
  return [
    ...valuesOfOneCoin({ metric, ends: ends.filter((end) => end <= began), candles }, 0),
    ...valuesOfOneCoin({ metric, ends: ends.filter((end) => end > began), candles: ofThisCoin }, began),
  ];
}

function valuesOfOneCoin({ metric, ends, candles }: Omit<EndsDeps, 'listedFrom'>, began: number): (number | null)[] {
  const { interval } = sourceOf(metric);
  const [first] = candles;
  const last = ends.at(-1);
  if (!first || last === undefined) return ends.map(() => null);
  const pastMinutes = interval === '1m' ? Math.max(0, last - first.start) / MINUTE_MS : 0;
  const history = newHistory({ metrics: [metric.name], pastMinutes });
  if (began > 0) history.beganAt(began);
  let next = 0;
  return ends.map((end) => {
    for (let candle = candles[next]; candle && candle.start + INTERVAL_MS[interval] <= end; candle = candles[next]) {
      // an empty minute carries the close before it, which may lie before the first candle
      if (interval === '1m') history.close(candle);
      else history.loadCandles('1h', [candle]);
      next += 1;
    }
    return valueAt(metric, history, end);
  });
}

function valueAt(metric: WindowedDefinition, history: MinuteHistory, end: number): number | null {
  const price = history.closeOf(end / MINUTE_MS - 1);
  return valueAtPrice(metric, price, valuesAt(history, end, new Set([metric.name])));
}
