import type { Candle } from '../../../domain/market/candle.ts';
import { foldCandles } from '../../../domain/market/fold-candles.ts';

/** What the chart marks: the level (null: none, or not of the price) and the fire. `price`: at which it fired, when known. */
export interface ChartMarks {
  readonly level: number | null;
  /** ms */
  readonly at: number;
  readonly price?: string | null;
}

/** A point of the curve: `x` from 0 (left) to 1, `y` from 0 (top) to 1. Prices were traded from `top` to `bottom`. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PriceChart {
  readonly points: readonly ChartPoint[];
  /** `y` of the level; null when there is none, or when showing it would flatten the curve */
  readonly level: number | null;
  readonly low: string;
  readonly high: string;
  readonly from: number;
  readonly to: number;
}

export const CHART_SPAN_MS = 24 * 3_600_000;
/** A mail is too narrow for the minutes of a day: they are joined to candles of five minutes. Longer candles stay as they are. */
const POINT_MS = 5 * 60_000;
/** Space above and below the prices, as a share of their range. */
const MARGIN = 0.08;
/** A level that is further away than this many price ranges is left out. */
const MAX_LEVEL_DISTANCE = 1.5;

interface Moment {
  readonly at: number;
  readonly close: string;
  readonly low: string;
  readonly high: string;
}

/**
 * Places the closes of the 24 hours before the fire, and the fire itself, in a square of side 1. Null when there is nothing to
 * show: fewer than two candles with a trade.
 */
export function placeCandles(candles: readonly Candle[], marks: ChartMarks): PriceChart | null {
  const traded = candles.filter(
    ({ start, trades }) => trades > 0 && start < marks.at && start >= marks.at - CHART_SPAN_MS,
  );
  const folded = foldCandles(traded, POINT_MS);
  if (folded.length < 2) return null;
  const length = intervalBetween(folded);
  const moments: Moment[] = folded.map((candle) => ({ ...candle, at: Math.min(candle.start + length, marks.at) }));
  const { price } = marks;
  if (price) moments.push({ at: marks.at, close: price, low: price, high: price });
  return place(moments, folded[0]?.start ?? marks.at, marks);
}

/** How long a candle lasts: the smallest distance between two, since larger distances are gaps without trades. */
function intervalBetween(candles: readonly Candle[]): number {
  return candles.reduce((least, { start }, i) => Math.min(least, start - (candles[i - 1]?.start ?? 0)), CHART_SPAN_MS);
}

function place(moments: readonly Moment[], from: number, { level, at }: ChartMarks): PriceChart {
  const low = moments.reduce((least, { low }) => (Number(low) < Number(least) ? low : least), moments[0]?.low ?? '0');
  const high = moments.reduce((most, { high }) => (Number(high) > Number(most) ? high : most), moments[0]?.high ?? '0');
  const scale = scaleOf(Number(low), Number(high), level);
  const points = moments.map((moment) => ({
    x: (moment.at - from) / (at - from),
    y: scale.y(Number(moment.close)),
    top: scale.y(Number(moment.high)),
    bottom: scale.y(Number(moment.low)),
  }));
  return { points, level: scale.hasLevel && level !== null ? scale.y(level) : null, low, high, from, to: at };
}

function scaleOf(low: number, high: number, level: number | null) {
  const range = high - low || high * 0.01;
  const distance = level === null ? Number.POSITIVE_INFINITY : Math.max(low - level, level - high, 0);
  const hasLevel = distance <= MAX_LEVEL_DISTANCE * range;
  const bottom = (hasLevel && level !== null ? Math.min(low, level) : low) - MARGIN * range;
  const top = (hasLevel && level !== null ? Math.max(high, level) : high) + MARGIN * range;
  return { hasLevel, y: (price: number) => (top - price) / (top - bottom) };
}
