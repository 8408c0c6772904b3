import * as z from 'zod';
import type { Listing } from '../../../domain/market/coin.ts';
import { AnswerError } from '../../exchange/exchange-error.ts';
import type { CatalogueAnswer, UnreadableListing } from '../../exchange/market-rows.ts';

const exchangeInfoSchema = z.object({ symbols: z.array(z.unknown()) });
/** Binance adds filters now and then: only the one that is used is checked. */
const symbolSchema = z.object({
  symbol: z.string().min(1),
  status: z.string(),
  baseAsset: z.string(),
  quoteAsset: z.string(),
  filters: z.array(z.unknown()),
});
const priceFilterSchema = z.object({ filterType: z.literal('PRICE_FILTER'), tickSize: z.string() });
const nameSchema = z.object({ symbol: z.string().min(1) });
const assetsSchema = z.object({ baseAsset: z.string().min(1), quoteAsset: z.string().min(1) });

/**
 * The answer of `/api/v3/exchangeInfo`. Statuses stay as they are: `Listing` has taken its words from Binance.
 * @throws AnswerError when it has no list of symbols
 */
export function readCatalogue(answer: unknown): CatalogueAnswer {
  const info = exchangeInfoSchema.safeParse(answer);
  if (!info.success) throw new AnswerError('symbols is not a list');
  const listings: Listing[] = [];
  const unreadable: UnreadableListing[] = [];
  for (const entry of info.data.symbols) {
    const listing = readListing(entry);
    if ('error' in listing) unreadable.push(listing);
    else listings.push(listing);
  }
  return { listings, unreadable };
}

function readListing(entry: unknown): Listing | UnreadableListing {
  const unreadable = (error: string) => ({ symbol: nameOf(entry), error, content: JSON.stringify(entry) });
  const { success, data, error } = symbolSchema.safeParse(entry);
  if (!success) return unreadable(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const tickSize = data.filters.flatMap((filter) => priceFilterSchema.safeParse(filter).data?.tickSize ?? [])[0];
  if (!tickSize) return unreadable('filters: no PRICE_FILTER with a tickSize');
  return { symbol: data.symbol, status: data.status, base: data.baseAsset, quote: data.quoteAsset, tickSize };
}

/** A pair is named after its assets. */
function nameOf(entry: unknown): string | null {
  const assets = assetsSchema.safeParse(entry).data;
  return nameSchema.safeParse(entry).data?.symbol ?? (assets ? assets.baseAsset + assets.quoteAsset : null);
}
