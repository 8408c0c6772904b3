import * as z from 'zod';
import { plainDecimal } from './decimal.ts';
import { DECIMAL } from './trade.ts';

export const CANDLE_INTERVALS = ['1m', '1h', '1d'] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

export const INTERVAL_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': 60_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

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

/** Start of the interval that holds `instant`, ms. Days are those of UTC. */
export function intervalOf(instant: number, intervalMs: number): number {
  return Math.floor(instant / intervalMs) * intervalMs;
}

/**
 * Candles of a longer interval, made of shorter ones, which must ascend. Intervals without a candle are left out. Open, high
 * and low come only from candles with trades: an empty one repeats a close that was not traded in it.
 */
export function foldCandles(candles: Iterable<Candle>, intervalMs: number): Candle[] {
  const folded: Candle[] = [];
  for (const candle of candles) {
    const start = intervalOf(candle.start, intervalMs);
    const last = folded.at(-1);
    if (last?.start === start) folded[folded.length - 1] = join(last, candle);
    else folded.push({ ...candle, start });
  }
  return folded;
}

function join(earlier: Candle, later: Candle): Candle {
  if (later.trades === 0) return earlier;
  if (earlier.trades === 0) return { ...later, start: earlier.start };
  return {
    start: earlier.start,
    open: earlier.open,
    high: Number(later.high) > Number(earlier.high) ? later.high : earlier.high,
    low: Number(later.low) < Number(earlier.low) ? later.low : earlier.low,
    close: later.close,
    volume: earlier.volume + later.volume,
    quoteVolume: earlier.quoteVolume + later.quoteVolume,
    trades: earlier.trades + later.trades,
  };
}
