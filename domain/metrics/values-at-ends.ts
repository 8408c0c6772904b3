import type { Candle } from '../market/candle.ts';
import { intervalOf } from '../market/candle-interval.ts';
import { lengthOf } from '../market/chart-interval.ts';
import { MINUTE_MS, minuteOf } from '../market/tick.ts';
import { METRIC_INTERVALS, type MetricInterval } from './candle-reach.ts';
import type { WindowedDefinition } from './metric.ts';
import type { MinuteHistory } from './minute-history.ts';
import { candleReach, newHistory, valuesAt } from './minute-values.ts';
import { type IntervalSpan, type LongerCandles, longerBefore } from './past-candles.ts';
import { valueAtPrice } from './value-at-price.ts';

export interface EndsDeps {
  readonly metric: WindowedDefinition;
  /** instants at which a minute ends, ms, ascending */
  readonly ends: readonly number[];
  /** of 1 minute, ascending; none where `candlesForEnds` names none */
  readonly candles: readonly Candle[];
  readonly longer: LongerCandles;
  /** the last price before each end, where there are no minutes that have it */
  readonly prices?: ReadonlyMap<number, number>;
  /** since when the coin is traded under the symbol, ms: earlier candles are of another one; null when that is not known */
  readonly listedFrom: number | null;
}

/** What a metric is computed from, where the ends of whole steps are asked for. */
export interface EndSources {
  readonly isFromMinutes: boolean;
  readonly intervals: readonly MetricInterval[];
  /** each value is that of a price, which no minute has */
  readonly needsPrices: boolean;
}

export function sourcesOf({ name, moves }: Pick<WindowedDefinition, 'name' | 'moves'>, stepMs: number): EndSources {
  const { minutes, candles } = candleReach([name]);
  const intervals = METRIC_INTERVALS.filter((interval) => candles[interval] > 0);
  // a longer candle ends with each step: the minutes of the open one are none
  const areWhole = intervals.length > 0 && intervals.every((interval) => stepMs % lengthOf(interval) === 0);
  const isFromMinutes = minutes > 0 && !areWhole;
  return { isFromMinutes, intervals, needsPrices: moves === 'by-reference' && !isFromMinutes };
}

/** The candles that the values at these ends need, of minutes (if any) and of longer intervals. */
export function candlesForEnds(
  metric: WindowedDefinition,
  { first, last }: { readonly first: number; readonly last: number },
) {
  const { minutes } = candleReach([metric.name]);
  const longer = longerBefore([metric.name], first).map((span): IntervalSpan => {
    return { ...span, to: intervalOf(last, lengthOf(span.interval)) };
  });
  return { minutes: { from: first - (minutes + 1) * MINUTE_MS, to: last }, longer };
}

/**
 * The metric as it was known at each end: what a trade at the last close would have had in the minute that begins there. Null where
 * a candle that it needs is not there.
 */
export function valuesAtEnds(asked: EndsDeps): (number | null)[] {
  const began = minuteOf(asked.listedFrom ?? 0);
  return [
    ...valuesOfOneCoin({ ...asked, ends: asked.ends.filter((end) => end <= began) }, 0),
    ...valuesOfOneCoin({ ...asked, ends: asked.ends.filter((end) => end > began) }, began),
  ];
}

function valuesOfOneCoin({ metric, ends, candles, longer, prices }: EndsDeps, began: number): (number | null)[] {
  const own = candles.filter(({ start }) => start >= began);
  const last = ends.at(-1) ?? 0;
  const pastMinutes = Math.max(0, last - (own[0]?.start ?? last)) / MINUTE_MS;
  const history = newHistory({ metrics: [metric.name], pastMinutes });
  if (began > 0) history.beganAt(began);
  const feeds = [
    // an empty minute carries the close before it, which may lie before the first candle
    feed(own, MINUTE_MS, (closed) => closed.forEach((candle) => void history.close(candle))),
    ...METRIC_INTERVALS.map((interval) =>
      feed(longer[interval] ?? [], lengthOf(interval), (closed) => history.loadCandles(interval, closed)),
    ),
  ];
  return ends.map((end) => {
    for (const passTo of feeds) passTo(end);
    return valueAt({ metric, history, price: prices?.get(end) ?? null }, end);
  });
}

/** Adds the candles that have closed by an instant, as it goes on. */
function feed(candles: readonly Candle[], lengthMs: number, add: (closed: readonly Candle[]) => void) {
  let next = 0;
  return (end: number): void => {
    const begin = next;
    while (next < candles.length && (candles[next]?.start ?? 0) + lengthMs <= end) next += 1;
    if (next > begin) add(candles.slice(begin, next));
  };
}

interface Found {
  readonly metric: WindowedDefinition;
  readonly history: MinuteHistory;
  readonly price: number | null;
}

function valueAt({ metric, history, price }: Found, end: number): number | null {
  const last = price ?? history.closeOf(end / MINUTE_MS - 1);
  return valueAtPrice(metric, last, valuesAt(history, end, [metric.name]));
}
