import * as z from 'zod';
import { type CoinState, FEEDS, type Prices } from './coin.ts';
import { observeCoin, SNAPSHOT_STALE_AFTER_MS, snapshotAge } from './coin-view.ts';
import { sightOf } from './outage.ts';

/** A coin that is not seen for so long makes the whole degraded: reconnects and take-overs are over by then. */
export const UNSEEN_LIMIT_MS = 60_000;

/**
 * - `ok`: ticks flow, of every coin that the exchange trades.
 * - `degraded`: of some they have not for longer than `UNSEEN_LIMIT_MS`.
 * - `down`: none flow.
 */
export const HEALTH_STATUSES = ['ok', 'degraded', 'down'] as const;

export const healthViewSchema = z.strictObject({
  status: z.enum(HEALTH_STATUSES),
  /** for people; nothing when all is well */
  why: z.array(z.string()),
  feed: z.enum(FEEDS).nullable(),
  /** age of the newest price snapshot, ms; null before the first one */
  pricesAgeMs: z.number().int().nullable(),
  /** followed coins by state */
  coins: z.record(z.string(), z.number().int()),
});
export type HealthView = z.infer<typeof healthViewSchema>;

/** Whether ticks flow at `now` (ms, exchange clock), by the newest snapshot and the coins that are followed. */
export function viewHealth(prices: Prices | null, wanted: Iterable<string>, now: number): HealthView {
  const coins: Partial<Record<CoinState, number>> = {};
  let seen = 0;
  let late = 0;
  for (const symbol of wanted) {
    const coin = observeCoin(prices, symbol, now);
    const state = coin?.state ?? 'requested';
    coins[state] = (coins[state] ?? 0) + 1;
    if (sightOf(state) === 'seen') seen += 1;
    if (sightOf(state) === 'unseen' && now - (coin?.unseenSince ?? now) > UNSEEN_LIMIT_MS) late += 1;
  }
  const pricesAgeMs = snapshotAge(prices, now);
  const why = reasonsOf({ pricesAgeMs, seen, late });
  const isDown = pricesAgeMs === null || pricesAgeMs > SNAPSHOT_STALE_AFTER_MS || (late > 0 && seen === 0);
  const status = isDown ? 'down' : late > 0 ? 'degraded' : 'ok';
  return { status, why, feed: prices?.feed ?? null, pricesAgeMs, coins };
}

function reasonsOf({ pricesAgeMs, seen, late }: { pricesAgeMs: number | null; seen: number; late: number }): string[] {
  if (pricesAgeMs === null) return ['no ingest task has written prices yet'];
  if (pricesAgeMs > SNAPSHOT_STALE_AFTER_MS) {
    return [`no ingest task has written prices for ${Math.floor(pricesAgeMs / 1_000)} s`];
  }
  if (late === 0) return [];
  const others = seen === 0 ? 'and no other is live' : `${seen} ${seen === 1 ? 'is' : 'are'} live`;
  return [
    `${late} ${late === 1 ? 'coin has' : 'coins have'} not been live for more than ${UNSEEN_LIMIT_MS / 1_000} s, ${others}`,
  ];
}
