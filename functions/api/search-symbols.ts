import * as z from 'zod';
import type { Listing } from '../../domain/coin.ts';
import { jsonUnlessKnown, publicFor } from './answer.ts';
import type { ReadCatalogue } from './catalogue.ts';
import { parseInput } from './parse-input.ts';
import type { RouteHandler } from './route-request.ts';

export const MAX_SYMBOLS_SHOWN = 50;
const FRESH_S = 60;

const querySchema = z.strictObject({ q: z.string().max(50, 'must be at most 50 characters long').default('') });

/** `GET /api/symbols?q=`: what the exchange lists, best matches first. */
export function searchSymbols(readCatalogue: ReadCatalogue): RouteHandler {
  return async (request) => {
    const { q } = parseInput(querySchema, request.query);
    const items = matchListings(await readCatalogue(), q).slice(0, MAX_SYMBOLS_SHOWN);
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  };
}

/** Symbols that contain `text` in any case: traded ones first, then those that start with it, then by name. */
export function matchListings(listings: readonly Listing[], text: string): Listing[] {
  const wanted = text.trim().toUpperCase();
  const rank = ({ symbol, status }: Listing) => (status === 'TRADING' ? 0 : 2) + (symbol.startsWith(wanted) ? 0 : 1);
  return listings
    .filter(({ symbol }) => symbol.includes(wanted))
    .sort((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1));
}
