import * as z from 'zod';
import { type CandleView, candleViewSchema, viewCandle } from '../domain/market/candle.ts';
import {
  COIN_STATES,
  type Listing,
  type ObservedCoin,
  type Prices,
  UNWATCHED_REASONS,
  type UnwatchedSpan,
} from '../domain/market/coin.ts';
import { trimDecimal } from '../domain/market/decimal.ts';
import { FEEDS } from '../domain/market/feed.ts';
import { SPARK_HOURS, type Sparks, sparkAt } from '../domain/market/spark.ts';
import { type ListedKind, METRIC_FAMILIES, type MetricDefinition, WINDOWED } from '../domain/metrics/metric.ts';
import { valueAtPrice } from '../domain/metrics/value-at-price.ts';

/** The task that wrote an older snapshot is gone: the coin states in it no longer hold. */
export const SNAPSHOT_STALE_AFTER_MS = 30_000;

/** By window: `"1h": 0.42`; null when unknown. */
const byWindowSchema = z.record(z.string(), z.number().nullable());
type ByWindow = z.infer<typeof byWindowSchema>;

const LISTED_FAMILIES = METRIC_FAMILIES.filter((family) => 'windows' in family && family.isListed);

/** `change (percent), volatility (percent a year), …`: what stands in the fields by window. */
export const WINDOWED_UNITS = LISTED_FAMILIES.map(({ kind, unit }) => `${kind} (${unit.name})`).join(', ');

/** A coin as the newest snapshot has it. `updatedAt` is the instant of the snapshot. */
export const coinSummarySchema = z
  .strictObject({
    symbol: z.string(),
    state: z.enum(COIN_STATES),
    stateReason: z.string().nullable().meta({ description: 'why it is rejected, for people; null in any other state' }),
    feed: z.enum(FEEDS).nullable(),
    price: z.string().nullable(),
    lastTradeId: z.number().int().nullable(),
    updatedAt: z.iso.datetime().nullable(),
    ...byKind(() => byWindowSchema),
  })
  .meta({ id: 'Metrics' });
export type CoinSummary = z.infer<typeof coinSummarySchema>;

/** A coin as the API shows it, with the newest intervals in which its trades were not seen. */
export const coinViewSchema = z
  .strictObject({
    ...coinSummarySchema.shape,
    base: z
      .string()
      .nullable()
      .meta({ description: "what is traded; null while the exchange's catalogue does not list it" }),
    quote: z.string().nullable().meta({ description: 'the asset of its prices and volumes; null as base' }),
    tickSize: z.string().nullable().meta({ description: 'the smallest step of its prices; null as base' }),
    spark: z.array(z.string().nullable()).meta({
      description: `closes of the last ${SPARK_HOURS} closed hours, oldest first; null where not known`,
    }),
    minute: candleViewSchema.nullable().meta({
      description:
        'the minute that is open, as of updatedAt; null when nothing was traded in it, when some of its trades were not seen, or when the coin is not live',
    }),
    unwatched: z.array(
      z.strictObject({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        reason: z.enum(UNWATCHED_REASONS).meta({
          description:
            'no-windows: no trade is missing, but windowed values were not known; any other: trades were not judged',
        }),
      }),
    ),
  })
  .meta({ id: 'Coin' });
export type CoinView = z.infer<typeof coinViewSchema>;

/** Age of the snapshot in ms (`now` on the exchange's clock); null when there is none. */
export function snapshotAge(prices: Prices | null, now: number): number | null {
  return prices && Math.max(0, now - prices.updatedAt);
}

/** A coin as known at `now` (ms, exchange clock): in a stale snapshot a live one is dark. Null when it is not in there yet. */
export function observeCoin(prices: Prices | null, symbol: string, now: number): ObservedCoin | null {
  if (!prices || !Object.hasOwn(prices.coins, symbol)) return null;
  const coin = prices.coins[symbol];
  if (!coin) return null;
  const isStale = now - prices.updatedAt > SNAPSHOT_STALE_AFTER_MS;
  const claimsToSee = coin.state === 'live' || coin.state === 'catching-up';
  return isStale && claimsToSee ? { ...coin, state: 'dark' } : coin;
}

/** A coin that is asked for and not observed yet is `requested`. */
export function summarizeCoin(symbol: string, prices: Prices | null, now: number): CoinSummary {
  const coin = observeCoin(prices, symbol, now);
  return {
    symbol,
    state: coin?.state ?? 'requested',
    stateReason: coin?.stateReason ?? null,
    feed: prices?.feed ?? null,
    price: coin?.price ?? null,
    lastTradeId: coin?.lastTradeId ?? null,
    updatedAt: coin && prices ? new Date(prices.updatedAt).toISOString() : null,
    ...byKind((kind) => valuesByWindow(kind, coin)),
  };
}

function byKind<Value>(make: (kind: ListedKind) => Value): Record<ListedKind, Value> {
  const fields = LISTED_FAMILIES.map(({ kind }) => [kind, make(kind)]);
  // each kind has been given a value; the type can't say so
  return Object.fromEntries(fields) as Record<ListedKind, Value>;
}

/** As it was when the coin was observed, by `1h`. */
function valuesByWindow(kind: ListedKind, coin: ObservedCoin | null): ByWindow {
  const metrics = WINDOWED.filter((metric) => metric.kind === kind);
  return Object.fromEntries(metrics.map((metric) => [metric.window, shownValue(metric, coin)]));
}

function shownValue(metric: MetricDefinition, coin: ObservedCoin | null): number | null {
  if (!coin) return null;
  return shownMetric(metric, valueAtPrice(metric, coin.price === null ? null : Number(coin.price), coin));
}

/** With as many places as people need. */
export function shownMetric({ unit: { places } }: MetricDefinition, value: number | null): number | null {
  return value === null || places === 'as-printed' ? value : rounded(value, places);
}

/** Never −0. */
function rounded(value: number, places: number): number {
  return Number(value.toFixed(places)) + 0;
}

export interface CoinSurroundings {
  /** what the exchange says of it */
  readonly listing: Pick<Listing, 'base' | 'quote' | 'tickSize'> | null;
  readonly unwatched: readonly UnwatchedSpan[];
  /** of all coins; null while none are stored */
  readonly sparks: Sparks | null;
}

/** The newest snapshot, and the exchange's clock, ms. */
export interface CoinMarket {
  readonly prices: Prices | null;
  readonly exchangeNow: number;
}

export function viewCoin(
  symbol: string,
  { prices, exchangeNow }: CoinMarket,
  { listing, unwatched, sparks }: CoinSurroundings,
): CoinView {
  return {
    ...summarizeCoin(symbol, prices, exchangeNow),
    base: listing?.base ?? null,
    quote: listing?.quote ?? null,
    tickSize: listing && trimDecimal(listing.tickSize),
    spark: sparkAt(sparks, symbol, exchangeNow),
    minute: openMinute(observeCoin(prices, symbol, exchangeNow)),
    unwatched: unwatched.map(({ from, to, reason }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      reason,
    })),
  };
}

/** Of a coin that is not live the minute may have gone on unseen. */
function openMinute(coin: ObservedCoin | null): CandleView | null {
  return coin?.open && coin.open.trades > 0 && coin.state === 'live' ? viewCandle(coin.open) : null;
}
