import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { unavailable } from '../http/problem.ts';

const RETRY_AFTER_S = 5;

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
