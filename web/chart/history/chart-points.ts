import type { Candle } from '../../../domain/market/candle.ts';

/** A bar as it is drawn. `time`: s since 1970, as the chart counts. */
export interface BarPoint {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A place on the time axis without a bar. */
export interface EmptyPoint {
  readonly time: number;
}

export type ChartPoint = BarPoint | EmptyPoint;

/** A longer gap is drawn this long: nobody scrolls past a month of nothing. */
export const MAX_EMPTY_IN_A_ROW = 240;

export function isBar(point: ChartPoint): point is BarPoint {
  return 'close' in point;
}

/** The bars, which ascend, and empty points where some lack in between. `length`: of a bar, ms. */
export function pointsOf(bars: readonly Candle[], length: number): ChartPoint[] {
  const points: ChartPoint[] = [];
  for (const bar of bars) {
    const last = points.at(-1);
    if (last) points.push(...emptyBetween(last.time * 1_000 + length, bar.start, length));
    points.push(pointOf(bar));
  }
  return points;
}

function pointOf({ start, open, high, low, close, volume }: Candle): BarPoint {
  const prices = { open: Number(open), high: Number(high), low: Number(low), close: Number(close) };
  return { time: start / 1_000, ...prices, volume };
}

function emptyBetween(from: number, to: number, length: number): EmptyPoint[] {
  const count = Math.min(Math.max(0, (to - from) / length), MAX_EMPTY_IN_A_ROW);
  return Array.from({ length: count }, (_, place) => ({ time: (from + place * length) / 1_000 }));
}

/** What has to be drawn again. `tail`: these points replace or follow the last ones; `all`: everything. */
export type PointChange<Point> =
  | { readonly kind: 'none' }
  | { readonly kind: 'tail'; readonly points: readonly Point[] }
  | { readonly kind: 'all'; readonly prepended: number };

interface Timed {
  readonly time: number;
}

/** The chart's data set again loses the visible range: most changes need only the last points. Both lists ascend. */
export function changeOf<Point extends Timed>(
  before: readonly Point[],
  after: readonly Point[],
  isSame: (a: Point, b: Point) => boolean,
): PointChange<Point> {
  const first = before[0];
  const prepended = first ? after.findIndex(({ time }) => time === first.time) : -1;
  if (prepended !== 0) return { kind: 'all', prepended: Math.max(prepended, 0) };
  let same = 0;
  while (same < before.length && isSameAt(same, before, after, isSame)) same += 1;
  if (same === before.length && same === after.length) return { kind: 'none' };
  const isTail = same >= before.length - 1 && after.length >= before.length && isFrom(before.at(same), after.at(same));
  return isTail ? { kind: 'tail', points: after.slice(same) } : { kind: 'all', prepended: 0 };
}

function isSameAt<Point>(
  place: number,
  before: readonly Point[],
  after: readonly Point[],
  isSame: (a: Point, b: Point) => boolean,
): boolean {
  const [old, now] = [before[place], after[place]];
  return old !== undefined && now !== undefined && isSame(old, now);
}

/** The last point may only be replaced by one of the same time. */
function isFrom(old: Timed | undefined, now: Timed | undefined): boolean {
  return old === undefined || old.time === now?.time;
}

export function isSamePoint(a: ChartPoint, b: ChartPoint): boolean {
  if (!isBar(a) || !isBar(b)) return a.time === b.time && isBar(a) === isBar(b);
  const prices = a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close;
  return prices && a.time === b.time && a.volume === b.volume;
}
