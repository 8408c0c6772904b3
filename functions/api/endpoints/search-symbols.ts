import * as z from 'zod';
import { listOf } from '../../../contract/list-view.ts';
import { listingSchema } from '../../../domain/market/coin.ts';
import { findListings } from '../../../domain/market/spell-symbol.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const MAX_SYMBOLS_SHOWN = 50;
const MAX_TEXT_LENGTH = 50;
const FRESH_S = 60;

export const searchSymbols = marketEndpoint({
  route: 'GET /api/symbols',
  id: 'searchSymbols',
  summary: `Up to ${MAX_SYMBOLS_SHOWN} symbols of the exchange that the text may mean, however it is written: btc, BTC/USDT, BINANCE:BTCUSDT`,
  query: z.strictObject({
    q: z
      .string()
      .refine((text) => text.length <= MAX_TEXT_LENGTH, `must be at most ${MAX_TEXT_LENGTH} characters long`)
      .optional(),
  }),
  headers: cachedReadHeaders,
  answers: { 200: listOf(listingSchema.meta({ id: 'Listing' })).meta({ id: 'SymbolList' }) },
  async handle({ request, query: { q = '' } }, { catalogue }) {
    const items = findListings(await catalogue.list(), q).slice(0, MAX_SYMBOLS_SHOWN);
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  },
});
