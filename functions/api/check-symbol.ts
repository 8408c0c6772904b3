import { isWatchable, type Listing } from '../../domain/coin.ts';
import { invalidRequest } from './problem.ts';

/** @throws Problem 422 naming `symbol` when the exchange does not list it under exactly this name, or has ended it */
export function checkSymbol(symbol: string, catalogue: readonly Listing[]): Listing {
  const listing = catalogue.find((candidate) => candidate.symbol === symbol);
  if (listing && isWatchable(listing)) return listing;
  const message = listing ? 'is listed, but not traded at the moment' : unlisted(symbol, catalogue);
  throw invalidRequest([{ path: 'symbol', message }]);
}

function unlisted(symbol: string, catalogue: readonly Listing[]): string {
  const upper = symbol.toUpperCase();
  const meant = catalogue.some((candidate) => candidate.symbol === upper);
  return meant ? `is not listed by the exchange; did you mean ${upper}?` : 'is not listed by the exchange';
}
