import * as z from 'zod';
import { candleSchema } from './candle.ts';
import { FEEDS } from './feed.ts';
import { SYMBOL_PATTERN } from './symbol.ts';
import { publishedTradeSchema } from './trade.ts';

/**
 * - `requested`: asked for; the ingest task has not answered yet.
 * - `live`: subscribed, over a connection that is alive.
 * - `catching-up`: trades that were missed are being filled by id.
 * - `dark`: nothing can be seen at the moment (no connection).
 * - `halted`: the exchange has stopped trading it, and sends nothing of it.
 * - `delisted`: it was listed once and is no more.
 * - `rejected`: the exchange does not know it, or refuses to send it.
 */
export const COIN_STATES = ['requested', 'live', 'catching-up', 'dark', 'halted', 'delisted', 'rejected'] as const;
export type CoinState = (typeof COIN_STATES)[number];

/** An alert's id has room for three digits of its shard. */
export const MAX_INDEX_SHARDS = 1_000;

/** A coin's alert index, as the ingest task needs it: the version that proves a page, and the metrics to compute. On the wire: `book`. */
export const alertIndexSummarySchema = z.object({
  version: z.number().int().nonnegative(),
  metrics: z.array(z.string()),
  shards: z.number().int().positive().max(MAX_INDEX_SHARDS),
});
export type AlertIndexSummary = z.infer<typeof alertIndexSummarySchema>;

/** A row of table `coins`: only what was asked for. Nothing that changes often lives here, since it is streamed. */
export const wantedCoinSchema = z.object({
  symbol: z.string().regex(SYMBOL_PATTERN),
  wanted: z.boolean(),
  book: alertIndexSummarySchema,
});
export type WantedCoin = z.infer<typeof wantedCoinSchema>;

/** What was observed of a coin, as packed in the `prices` item of table `market`. */
export const observedCoinSchema = z.object({
  state: z.enum(COIN_STATES),
  /** why the coin is `rejected`, for people; null in any other state */
  stateReason: z.string().nullable().default(null),
  price: z.string().nullable(),
  lastTradeId: z.number().int().nullable(),
  /** exchange time of the last trade, ms */
  tradeAt: z.number().int().nullable(),
  /**
   * The last trade that the ticks stream has accepted: the next run goes on from its id. While alerts wait to be re-armed for
   * ids that restarted, it stays at the old ones. Null when there is none. It moved to the checkpoint; only snapshots of
   * earlier versions have it.
   */
  published: publishedTradeSchema.nullable().default(null),
  /** the exchange stopped trading it at some time since its last trade; the checkpoint has it too, and is the one that is read */
  wasHalted: z.boolean().default(false),
  /** exchange ms: since when the symbol means this coin; null when it never meant another one. Also in the checkpoint */
  listedFrom: z.number().int().nullable().default(null),
  /** the minute in which it began to trade under the symbol, ms; null while that is not known, as of a coin that is many years old */
  began: z.number().int().nullable().default(null),
  /** exchange ms: since when it is not seen, for whatever reason; null while it is seen */
  unseenSince: z.number().int().nullable().default(null),
  /** start of the minute of `refs` and `measures`, ms; null when none is known */
  minute: z.number().int().nullable().default(null),
  /** by metric: the price it is measured from, a decimal string; null or left out when unknown */
  refs: z.record(z.string(), z.string().nullable()).default({}),
  /** by metric that stands still within a minute; null or left out when unknown */
  measures: z.record(z.string(), z.number().nullable()).default({}),
  /** the minute that is open, empty while nothing was traded in it; null when some of its trades were not seen */
  open: candleSchema.nullable().default(null),
});
/** As it is written and stored: snapshots of earlier versions lack the fields that have a default. */
export type ObservedCoin = z.input<typeof observedCoinSchema>;

/** Since when the coin is traded under its symbol, ms; null when that is not known: it is older than whatever is asked of its past. */
export function tradedSince(coin: Pick<ObservedCoin, 'listedFrom' | 'began'> | null): number | null {
  return coin?.listedFrom ?? coin?.began ?? null;
}

/** When the stream accepted records of a shard; own ms. */
const publishedSchema = z.object({
  /** since when without a pause */
  since: z.number(),
  /** the newest one */
  last: z.number(),
  /** `since` and `last` of the times before the last pauses, oldest first: records of them may still wait to be judged */
  earlier: z.array(z.tuple([z.number(), z.number()])).default([]),
});

export const pricesSchema = z.object({
  feed: z.enum(FEEDS),
  /** ms, exchange clock */
  updatedAt: z.number().int(),
  /** by shard of the ticks stream */
  published: z.record(z.string(), publishedSchema).default({}),
  /** exchange clock minus own clock, as it held at an instant of own clock, ms; null while no measurement is valid */
  clock: z.object({ offsetMs: z.number(), measuredAt: z.number() }).nullable().default(null),
  coins: z.record(z.string(), observedCoinSchema),
});
export type Prices = z.input<typeof pricesSchema>;
/** Of one shard of the ticks stream. */
export type PublishedTimes = z.input<typeof publishedSchema>;

/**
 * Why trades of an interval were not judged:
 * - `purged`: the exchange no longer had them when they were asked for.
 * - `too-late`: the exchange did not deliver them within the time that a coin waits.
 * - `given-up`: the answers of the exchange were useless, or the coin's ids restarted meanwhile. Also in rows of versions that
 *   did not ask for missed trades.
 * - `unreadable`: the exchange gave them an impossible time or price, live and when asked again.
 * - `same-id`: the exchange gave a second trade the id of an earlier one; the first was judged.
 * - `not-judged`: they were published, and every attempt to judge them failed.
 * - `no-windows`: no trade is missing: they were judged without windowed metrics, which were unknown for too long.
 */
export const UNWATCHED_REASONS = [
  'purged',
  'too-late',
  'given-up',
  'unreadable',
  'same-id',
  'not-judged',
  'no-windows',
] as const;
const unwatchedReasonSchema = z.preprocess(
  (reason) => (reason === 'missed-trades' ? 'given-up' : reason),
  z.enum(UNWATCHED_REASONS),
);

/** An interval in which trades were not seen. Times are ms, exchange clock; trade ids inclusive where known. */
export const unwatchedSchema = z.object({
  from: z.number().int(),
  to: z.number().int(),
  reason: unwatchedReasonSchema,
  firstTradeId: z.number().int(),
  lastTradeId: z.number().int(),
});
export type Unwatched = z.infer<typeof unwatchedSchema>;

/** An interval as it is shown. */
export type UnwatchedSpan = Pick<Unwatched, 'from' | 'to' | 'reason'>;

/** A list of all coins has so many of the newest intervals of each. */
export const MAX_LISTED_UNWATCHED = 10;

const spanSchema = z
  .tuple([z.number().int(), z.number().int(), unwatchedReasonSchema])
  .transform(([from, to, reason]): UnwatchedSpan => ({ from, to, reason }));

/** What the `unwatched` item of table `market` has of each coin: the newest intervals, newest first, each `[from, to, reason]`. */
export const newestUnwatchedSchema = z.record(z.string(), z.array(spanSchema));
/** By symbol, newest first. A coin without an interval is in there too; one that is left out is not known. */
export type NewestUnwatched = Readonly<Record<string, readonly UnwatchedSpan[]>>;

/** One symbol of the exchange's catalogue, cut to what is used. */
export const listingSchema = z.object({
  symbol: z.string(),
  /**
   * The words are Binance's; the catalogue of another exchange is translated to them. `TRADING`: it is traded. `BREAK`: it is
   * not, and no data of it comes. Any other: it is not traded, and its data comes.
   */
  status: z.string(),
  base: z.string(),
  quote: z.string(),
  tickSize: z.string(),
});
export type Listing = z.infer<typeof listingSchema>;

/** A coin's alerts lie in this many partitions unless its row says otherwise. */
export const DEFAULT_INDEX_SHARDS = 1;
