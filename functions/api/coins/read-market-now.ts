import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { Prices } from '../../../domain/market/coin.ts';
import { unavailable } from '../http/problem.ts';

/**
 * The ingest task stores the offset once a minute. An older one comes from a task that is gone, or from before the machine's
 * clock was set: it says nothing about now.
 */
export const CLOCK_STALE_AFTER_MS = 300_000;
const RETRY_AFTER_S = 5;

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

/**
 * The instant after which an alert arms and with which its expiry is compared: with a wrong one it would wait for hours, or
 * fire on old trades. @throws Problem 503 while the exchange's clock is not known
 */
export function requireExchangeTime({ exchangeNow, isClockKnown }: MarketNow): number {
  if (isClockKnown) return exchangeNow;
  throw unavailable(
    "The exchange's clock is not measured at the moment, so an alert would not be armed in time; try again.",
    RETRY_AFTER_S,
  );
}
