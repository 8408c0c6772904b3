import type { Prices } from '../../../domain/market/coin.ts';
import type { MarketTable } from './market-table.ts';

/**
 * The ingest task stores the offset once a minute. An older one comes from a task that is gone, or from before the machine's
 * clock was set: it says nothing about now.
 */
export const CLOCK_STALE_AFTER_MS = 300_000;

export interface MarketNow {
  readonly prices: Prices | null;
  /** the exchange's clock, ms; while `isClockKnown` is false our own clock, which is good enough to show */
  readonly exchangeNow: number;
  readonly isClockKnown: boolean;
}

export type ReadMarketNow = () => Promise<MarketNow>;

/** The newest snapshot, and the instant to compare it with. */
export function readMarketNow(
  market: Pick<MarketTable, 'readPrices' | 'readClockOffset'>,
  now: () => number,
): ReadMarketNow {
  return async () => {
    const [prices, clock] = await Promise.all([market.readPrices(), market.readClockOffset()]);
    const isClockKnown = clock !== null && Math.abs(now() - clock.measuredAt) <= CLOCK_STALE_AFTER_MS;
    return { prices, exchangeNow: now() + Math.round(clock?.offsetMs ?? 0), isClockKnown };
  };
}
