import * as z from 'zod';

/** Numbers as the exchange prints them. `Number` takes more (`0x10`, `1e3`, ` 5 `, `Infinity`). */
export const DECIMAL = /^\d{1,30}(?:\.\d{1,30})?$/;

const decimal = z.string().regex(DECIMAL, 'is not a decimal');

/**
 * One aggregate trade. `id` is contiguous (+1) per symbol and the only order of trades: one millisecond can
 * hold hundreds of them, so `time` (ms since the epoch, exchange clock) is never a key.
 * `price` and `quantity` are plain decimals without trailing zeros.
 */
export const tradeSchema = z.object({
  id: z.number().int().nonnegative(),
  time: z.number().int().nonnegative(),
  price: decimal.refine((price) => Number(price) > 0, 'is not greater than 0'),
  quantity: decimal,
});
export type Trade = Readonly<z.infer<typeof tradeSchema>>;

/** A published trade, with the trade of the next lower id (which is left out) where that is known. */
export const publishedTradeSchema = tradeSchema.extend({ before: tradeSchema.omit({ id: true }).optional() });
export type PublishedTrade = Readonly<z.infer<typeof publishedTradeSchema>>;
