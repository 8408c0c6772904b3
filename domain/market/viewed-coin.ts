import * as z from 'zod';
import { candleSchema } from './candle.ts';
import { SYMBOL_PATTERN } from './symbol.ts';

/**
 * A coin as the ingest task sees it when it makes a tick, which carries it while somebody listens. It may be ahead of the trades of the
 * tick: those may have to wait.
 */
export const viewedCoinSchema = z.object({
  /** when this was so: exchange clock, ms */
  at: z.number().int(),
  /** of the newest trade; null while none is known */
  price: z.string().nullable(),
  /** exchange time of that trade, ms */
  tradeAt: z.number().int().nullable(),
  /** the minute that is open, empty while nothing was traded in it; null when some of its trades were not seen */
  open: candleSchema.nullable(),
  /** the minute before the open one; null when nothing was traded in it, or some of its trades were not seen */
  closed: candleSchema.nullable(),
});
export type ViewedCoin = Readonly<z.infer<typeof viewedCoinSchema>>;

const viewedTickSchema = z.object({
  symbol: z.string().regex(SYMBOL_PATTERN),
  epoch: z.number().int(),
  seq: z.number().int(),
  source: z.enum(['live', 'backfill']),
  viewed: viewedCoinSchema,
});
/** What is shown of a tick. */
export type ViewedTick = z.infer<typeof viewedTickSchema>;

/** What Lambda compares a tick with: a record that has this leaf is of a time when somebody listened. */
export const VIEWED_TICKS = { data: { viewed: { at: [{ exists: true }] } } };

/** @throws SyntaxError or ZodError when the text is no tick that carries a view */
export function decodeViewedTick(text: string): ViewedTick {
  return viewedTickSchema.parse(JSON.parse(text));
}
