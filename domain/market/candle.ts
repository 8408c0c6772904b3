import * as z from 'zod';
import { INTERVAL_MS } from './candle-interval.ts';
import { plainDecimal } from './decimal.ts';
import { DECIMAL } from './trade.ts';

const price = z
  .string()
  .regex(DECIMAL, 'is not a decimal')
  .refine((text) => Number(text) > 0, 'is not greater than 0');
const amount = z.number().nonnegative();

/** One interval. Without a trade, `trades` and the volumes are 0 and all four prices are the last close. */
export const candleSchema = z.object({
  /** start of the interval, ms, exchange clock */
  start: z.number().int().nonnegative().multipleOf(INTERVAL_MS['1m']),
  open: price,
  high: price,
  low: price,
  close: price,
  /** in the base asset */
  volume: amount,
  /** in the quote currency */
  quoteVolume: amount,
  trades: z.number().int().nonnegative(),
});
export type Candle = Readonly<z.infer<typeof candleSchema>>;

/** A candle as the API shows it. */
export const candleViewSchema = z.strictObject({
  start: z.iso.datetime(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
  volume: z.string(),
  quoteVolume: z.string(),
  trades: z.number().int(),
});
export type CandleView = z.infer<typeof candleViewSchema>;

export function viewCandle({ start, volume, quoteVolume, ...rest }: Candle): CandleView {
  return {
    ...rest,
    start: new Date(start).toISOString(),
    volume: plainDecimal(volume),
    quoteVolume: plainDecimal(quoteVolume),
  };
}
