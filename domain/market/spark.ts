import * as z from 'zod';
import { INTERVAL_MS, intervalOf } from './candle-interval.ts';
import { FEEDS } from './feed.ts';

/** A spark has the closes of so many hours. */
export const SPARK_HOURS = 24;

const HOUR_MS = INTERVAL_MS['1h'];

/** The closes of the last hours of all coins, as packed in the `spark` item of table `market`. */
export const sparksSchema = z.object({
  feed: z.enum(FEEDS),
  /** end of the last hour, ms, exchange clock */
  until: z.number().int(),
  /** by symbol, oldest first; null where the close of an hour is not known */
  coins: z.record(z.string(), z.array(z.string().nullable())),
});
export type Sparks = Readonly<z.infer<typeof sparksSchema>>;

/**
 * The closes of the coin's last closed hours at `now` (ms, exchange clock), oldest first. An hour that has ended since the item was
 * written is not known yet.
 */
export function sparkAt(sparks: Sparks | null, symbol: string, now: number): (string | null)[] {
  const closes = sparks && Object.hasOwn(sparks.coins, symbol) ? (sparks.coins[symbol] ?? []) : [];
  const passed = sparks === null ? 0 : (intervalOf(now, HOUR_MS) - sparks.until) / HOUR_MS;
  const first = closes.length - SPARK_HOURS + passed;
  return Array.from({ length: SPARK_HOURS }, (_, hour) => closes[first + hour] ?? null);
}
