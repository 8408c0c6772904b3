import { DELISTED, type Listing, SYMBOL_PATTERN } from '../../domain/coin.ts';
import { holdBriefly } from '../adapters/hold-briefly.ts';
import type { MarketTable } from '../adapters/market-table.ts';
import { unavailable } from './problem.ts';

/** New listings are rare; some thousand entries are not unpacked for every request. */
const CATALOGUE_LIFETIME_MS = 60_000;
const RETRY_AFTER_S = 5;

export type ReadCatalogue = () => Promise<readonly Listing[]>;

/** @throws Problem 503 while the ingest task has stored no catalogue */
export function cachedCatalogue(market: Pick<MarketTable, 'readCatalogue'>, now: () => number): ReadCatalogue {
  async function readListings(): Promise<readonly Listing[]> {
    const stored = await market.readCatalogue();
    if (!stored) throw unavailable("The exchange's list of symbols is not fetched yet.", RETRY_AFTER_S);
    return stored.filter(({ symbol, status }) => status !== DELISTED && SYMBOL_PATTERN.test(symbol));
  }
  return holdBriefly(readListings, { lifetimeMs: CATALOGUE_LIFETIME_MS, now }).read;
}
