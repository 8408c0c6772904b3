import { isWatchable, type Listing } from '../../domain/market/coin.ts';
import { suggestSymbols } from '../../domain/market/spell-symbol.ts';
import type { Catalogue } from './coins/catalogue.ts';
import { invalidRequest } from './http/problem.ts';

const NEW_LISTING = 'a coin that was listed a moment ago is known within a minute';

/** @throws Problem 422 naming `symbol` when the exchange does not list it under exactly this name, or has ended it */
export async function requireListing(catalogue: Catalogue, symbol: string): Promise<Listing> {
  const listing = await catalogue.find(symbol);
  if (listing && isWatchable(listing)) return listing;
  const message = listing ? 'is listed, but not traded at the moment' : unlisted(symbol, await catalogue.list());
  throw invalidRequest([{ path: 'symbol', message }]);
}

function unlisted(symbol: string, listings: readonly Listing[]): string {
  const suggested = suggestSymbols(listings, symbol);
  if (suggested.length === 0) return `is not listed by the exchange; ${NEW_LISTING}`;
  return `is not listed by the exchange; did you mean ${suggested.join(', ').replace(/, ([^,]+)$/, ' or $1')}?`;
}
