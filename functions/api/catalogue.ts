import { type Listing, SYMBOL_PATTERN } from '../../domain/coin.ts';
import type { MarketTable } from '../adapters/market-table.ts';
import { unavailable } from './problem.ts';

/** New listings are rare; some thousand entries are not unpacked for every request. */
const CATALOGUE_LIFETIME_MS = 60_000;
const RETRY_AFTER_S = 5;

export type ReadCatalogue = () => Promise<readonly Listing[]>;

/** @throws Problem 503 while the ingest task has stored no catalogue */
export function cachedCatalogue(market: Pick<MarketTable, 'readCatalogue'>, now: () => number): ReadCatalogue {
  let held: { readonly listings: readonly Listing[]; readonly until: number } | null = null;
  return async () => {
    if (held && now() < held.until) return held.listings;
    const stored = await market.readCatalogue();
    if (!stored) throw unavailable("The exchange's list of symbols is not fetched yet.", RETRY_AFTER_S);
    const listings = stored.filter(({ symbol }) => SYMBOL_PATTERN.test(symbol));
    held = { listings, until: now() + CATALOGUE_LIFETIME_MS };
    return listings;
  };
}
