import type { AlertView } from '../../contract/alert-view.ts';

/** How far an alert is from firing. */
export interface LiveDistance {
  /** signed: how far the value must move, in percent of it, or in points of a percentage; 0: it is there; null: can't be said */
  readonly percent: number | null;
  /** a decimal */
  readonly level: string;
}

type Measured = Pick<AlertView, 'condition' | 'distance'>;

/**
 * The API's distance, brought up to date by a newer price where that is plain: one condition on the price. Other values move with
 * more than the price: theirs stays as it was read. Null when nothing could fire the alert as it stands.
 */
export function liveDistance({ condition, distance }: Measured, price: string | null): LiveDistance | null {
  if (distance === null) return null;
  const read = { percent: distance.percent === null ? null : Number(distance.percent), level: distance.level };
  if (condition?.metric !== 'price' || price === null || !read.percent) return read;
  const levels = 'level' in condition ? [condition.level] : [condition.from, condition.to];
  const moved = levels.map((level) => ({ level, percent: (Number(level) / Number(price) - 1) * 100 }));
  const nearest = moved.reduce((near, it) => (Math.abs(it.percent) < Math.abs(near.percent) ? it : near));
  // beyond the level it has fired, or is about to: the alert itself says which, as soon as it is read again
  const isBeyond = levels.length === 1 && Math.sign(nearest.percent) !== Math.sign(read.percent);
  return isBeyond ? { ...nearest, percent: 0 } : nearest;
}

/** For sorting: whichever direction; what can't be said comes last. */
export function distanceRank(distance: LiveDistance | null): number {
  return distance?.percent == null ? Number.POSITIVE_INFINITY : Math.abs(distance.percent);
}

/** Beyond it a bar is empty. */
const FAR_PERCENT = 50;

/** How full a bar is, 0 to 1: full where the alert fires. Half of the bar is for the last few percent, which matter most. */
export function closeness(percent: number): number {
  return Math.max(0, 1 - Math.log1p(Math.abs(percent)) / Math.log1p(FAR_PERCENT));
}
