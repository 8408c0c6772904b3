import { type CandleCounts, METRIC_INTERVALS, type MetricInterval, minutesOf } from '../candle-reach.ts';
import type { MetricWindow, Reach } from '../metric-family.ts';

/** Metrics on closed candles: one for each length of a candle. The open candle counts for nothing. */
const CANDLE_WINDOWS = { '15m': 15, '1h': 60, '4h': 240, '1d': 1_440 } as const satisfies CandleCounts;

export interface ClosesOptions {
  /** of the metric, without the candles */
  readonly kind: string;
  /** it is computed from exactly so many closes; of a younger coin from all that there are */
  readonly most: number;
  /** with fewer it is unknown */
  readonly least: number;
  readonly compute: (closes: Float64Array) => number | null;
}

/**
 * What metrics on closes have in common. Their value is a function of the last `most` closes alone, never of a running state: a
 * task that has just started, a preview and a check compute the same (docs/decisions/0030).
 */
export function onCloses({ kind, most, least, compute }: ClosesOptions) {
  return {
    windows: CANDLE_WINDOWS,
    reach: (minutes: number): Reach => ({ candles: { [intervalOf(minutes)]: most } }),
    isFinal: (window: MetricWindow): boolean => {
      const { candles, end } = candlesOf(window);
      return candles.hasEachClose(end - most, end);
    },
    knownFrom: (began: number, minutes: number): number => (Math.floor(began / minutes) + least) * minutes,
    /** null when it is unknown */
    ofCloses: (window: MetricWindow): number | null => {
      const { candles, end } = candlesOf(window);
      return candles.remember(kind, end, () => {
        const closes = candles.closes(candles.firstOf(most, end), end);
        return closes.length < least || closes.some(Number.isNaN) ? null : compute(closes);
      });
    },
  } as const;
}

function candlesOf({ history, end, minutes }: MetricWindow) {
  const candles = history.candles(intervalOf(minutes));
  return { candles, end: candles.numberOf(end) };
}

/** @throws RangeError for a length that no candle has */
function intervalOf(minutes: number): MetricInterval {
  const interval = METRIC_INTERVALS.find((each) => minutesOf(each) === minutes);
  if (!interval) throw new RangeError(`no candle of ${minutes} minutes`);
  return interval;
}
