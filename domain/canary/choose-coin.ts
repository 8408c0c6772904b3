import type { ObservedCoin } from '../market/coin.ts';
import type { MinuteMetric } from '../metrics/metric.ts';

/** Another coin takes over when it is so many times as busy: each change leaves an alert behind until it expires. */
const CLEARLY_BUSIER = 2;
const VOLUME: MinuteMetric = 'volume-24h';
const VOLATILITY: MinuteMetric = 'volatility-24h';

export interface Candidate {
  readonly symbol: string;
  /** greater for a coin that trades and moves more; 0 when that is not known yet */
  readonly activity: number;
}

/**
 * What was traded in a day, times how strongly the price moved: among the coins with most volume are some that are held at one price.
 * Volumes in another currency than most are not comparable; the canary does as well on a coin that is chosen by them.
 */
export function activityOf({ measures = {} }: Pick<ObservedCoin, 'measures'>): number {
  return (measures[VOLUME] ?? 0) * (measures[VOLATILITY] ?? 0);
}

/** The busiest, or `present` while no other is clearly busier; null when there is no candidate. */
export function chooseCoin<Coin extends Candidate>(candidates: readonly Coin[], present: string | null): Coin | null {
  const [busiest] = candidates.toSorted((a, b) => b.activity - a.activity);
  const kept = candidates.find(({ symbol }) => symbol === present);
  if (busiest && kept && busiest.activity <= CLEARLY_BUSIER * kept.activity) return kept;
  return busiest ?? null;
}
