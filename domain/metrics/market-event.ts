import type { Position } from '../market/position.ts';
import type { Trade } from '../market/trade.ts';
import type { Metric } from './metric.ts';

/** What every metric is at an event, and just before it; null where it is unknown. */
export interface Values {
  /** false in a minute that no tick told of: then the price alone is known */
  readonly isMinuteKnown: boolean;
  now(metric: Metric): number | null;
  /** For `price` and changes only: the others stand still but for the boundary, where nobody asks what they were. */
  before(metric: Metric): number | null;
}

/**
 * Something that happens to a coin. A `trade` stands at (id, time). A `time` event stands at (last trade before it,
 * instant); its proof and its price are those of that last trade. See docs/decisions/0007.
 */
export interface MarketEvent {
  readonly kind: 'trade' | 'time';
  /** a time event that is the start of a minute */
  readonly isBoundary: boolean;
  readonly position: Position;
  readonly trade: Trade;
  /** the last one known before `trade`; null when none is */
  readonly previous: Trade | null;
  /** own clock, ms: what shows the event came in */
  readonly receivedAt: number;
  readonly values: Values;
  /** both of the tick that brings the event */
  readonly epoch: number;
  readonly bookVersion: number;
}
