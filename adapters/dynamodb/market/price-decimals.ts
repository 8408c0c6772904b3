import { ttlCache } from '../../ttl-cache.ts';
import type { MarketTable } from './market-table.ts';

/** Tick sizes hardly ever change. */
const CATALOGUE_LIFETIME_MS = 60 * 60_000;

/** `0.01000000` → 2; `10` → 0 */
function decimalsIn(tickSize: string): number {
  const [, fraction = ''] = tickSize.split('.');
  return fraction.replace(/0+$/, '').length;
}

/** How many decimals the exchange writes in a coin's price. `now`: own clock, ms. */
export function createPriceDecimals(market: Pick<MarketTable, 'readCatalogue'>, now: () => number) {
  async function readDecimals(): Promise<ReadonlyMap<string, number>> {
    const listings = (await market.readCatalogue()) ?? [];
    return new Map(listings.map(({ symbol, tickSize }) => [symbol, decimalsIn(tickSize)]));
  }
  const catalogue = ttlCache(readDecimals, { lifetimeMs: CATALOGUE_LIFETIME_MS, now });
  return {
    /** Null when the exchange does not list it. */
    decimalsOf: async (symbol: string): Promise<number | null> => (await catalogue.read()).get(symbol) ?? null,
  };
}
