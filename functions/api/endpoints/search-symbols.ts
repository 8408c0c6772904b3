import * as z from 'zod';
import { findListings } from '../../../domain/market/spell-symbol.ts';
import type { Catalogue } from '../coins/catalogue.ts';
import { jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { parseInput } from '../http/parse-input.ts';
import type { RouteHandler } from '../route-request.ts';

export const MAX_SYMBOLS_SHOWN = 50;
const FRESH_S = 60;

const querySchema = z.strictObject({ q: z.string().max(50, 'must be at most 50 characters long').default('') });

/** `GET /api/symbols?q=`: what the exchange lists, best matches first. */
export function searchSymbols(catalogue: Pick<Catalogue, 'list'>): RouteHandler {
  return async (request) => {
    const { q } = parseInput(querySchema, request.query);
    const items = findListings(await catalogue.list(), q).slice(0, MAX_SYMBOLS_SHOWN);
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  };
}
