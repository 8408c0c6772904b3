import { HOUR_MINUTES } from '../../market/candle-interval.ts';
import type { MetricWindow, Reach } from '../metric-family.ts';

/** Windows up to this one begin at a minute; longer ones begin at a full hour, up to 59 minutes earlier. */
const LONGEST_BY_MINUTES = 1_440;

/** What highest and lowest trades have in common. Those of a younger coin are counted since trading began. */
export const TRADE_EXTREMES = {
  windows: { '24h': 1_440, '7d': 10_080, '30d': 43_200 },
  reach: (minutes: number): Reach =>
    minutes <= LONGEST_BY_MINUTES
      ? { extremes: minutes }
      : { extremes: HOUR_MINUTES, candles: { '1h': minutes / HOUR_MINUTES } },
  isFinal: (window: MetricWindow): boolean => !Number.isNaN(highestIn(window)),
  knownFrom: (began: number): number => began + 1,
} as const;

/** Price of the highest trade in the window; null when there was none, or it is not known. */
export function highestTrade(window: MetricWindow): number | null {
  return priceOrNull(highestIn(window));
}

/** The same of the lowest trade. */
export function lowestTrade({ history, end, minutes }: MetricWindow): number | null {
  if (minutes <= LONGEST_BY_MINUTES) return priceOrNull(history.lowest(end - minutes, end));
  const hours = history.candles('1h');
  const hour = Math.floor(end / HOUR_MINUTES);
  const ofHours = hours.remember(`low-${minutes}`, hour, () => hours.lowest(hour - minutes / HOUR_MINUTES, hour));
  return priceOrNull(Math.min(ofHours ?? Number.NaN, history.lowest(hour * HOUR_MINUTES, end)));
}

/** -Infinity when there was no trade; NaN when it is not known. */
function highestIn({ history, end, minutes }: MetricWindow): number {
  if (minutes <= LONGEST_BY_MINUTES) return history.highest(end - minutes, end);
  const hours = history.candles('1h');
  const hour = Math.floor(end / HOUR_MINUTES);
  const ofHours = hours.remember(`high-${minutes}`, hour, () => hours.highest(hour - minutes / HOUR_MINUTES, hour));
  return Math.max(ofHours ?? Number.NaN, history.highest(hour * HOUR_MINUTES, end));
}

function priceOrNull(price: number): number | null {
  return Number.isFinite(price) ? price : null;
}
