import type { Position } from '../market/position.ts';
import type { Trade } from '../market/trade.ts';
import type { Metric } from './metric.ts';

/** The value of each metric at an event, and just before it; null where it is unknown. */
export interface Values {
  /** false in a minute of which there is no tick: only the price is known then */
  readonly isMinuteKnown: boolean;
  now(metric: Metric): number | null;
  /** For metrics that move with trades; the others move at boundaries only, where nobody asks for the value before. */
  before(metric: Metric): number | null;
}

/**
 * Something that happens to a coin. The position of a `trade` is (its id, its time); that of a `time` event (id of the last
 * trade before it, its instant), and its price and proof are those of that trade. See docs/decisions/0007.
 */
export interface MarketEvent {
  readonly kind: 'trade' | 'time';
  /** a time event that is the start of a minute */
  readonly isBoundary: boolean;
  readonly position: Position;
  readonly trade: Trade;
  /** the last known trade before `trade`; null when none is known */
  readonly previous: Trade | null;
  /** own clock, ms: the trade was received or, of a `time` event, whatever showed that time had passed */
  readonly receivedAt: number;
  readonly values: Values;
  /** of the tick that brings the event, as is the next one */
  readonly epoch: number;
  readonly bookVersion: number;
}
