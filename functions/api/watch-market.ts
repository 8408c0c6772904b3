import type { Prices } from '../../domain/coin.ts';
import type { MarketTable } from '../adapters/market-table.ts';

export interface MarketNow {
  readonly prices: Prices | null;
  /** the exchange's clock, ms */
  readonly exchangeNow: number;
}

export type WatchMarket = () => Promise<MarketNow>;

/** The newest snapshot, and the instant to hold it against. */
export function watchMarket(
  market: Pick<MarketTable, 'readPrices' | 'readClockOffset'>,
  now: () => number,
): WatchMarket {
  return async () => {
    const [prices, exchangeNow] = await Promise.all([market.readPrices(), readExchangeNow(market, now)]);
    return { prices, exchangeNow };
  };
}

/** Own clock plus the stored offset, whole ms; the own clock alone before the first measurement. */
export async function readExchangeNow(
  market: Pick<MarketTable, 'readClockOffset'>,
  now: () => number,
): Promise<number> {
  const offsetMs = await market.readClockOffset();
  return now() + Math.round(offsetMs ?? 0);
}
