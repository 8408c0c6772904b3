import * as z from 'zod';
import type { CanaryFire } from '../domain/canary/canary-fire.ts';
import type { CoinState, Prices, PublishedTimes } from '../domain/market/coin.ts';
import { FEEDS } from '../domain/market/feed.ts';
import { visibilityOf } from '../domain/market/outage.ts';
import { observeCoin, SNAPSHOT_STALE_AFTER_MS, snapshotAge } from './coin-view.ts';

/** A coin that is unseen for longer makes the system degraded: a reconnect or a takeover takes less. */
export const UNSEEN_LIMIT_MS = 60_000;
/** Alerts are late when ticks wait longer than this to be judged. */
export const JUDGING_LIMIT_MS = 60_000;
/** How far a shard is judged is written this much later at most, a little more than every 45 s. */
export const JUDGED_REPORT_DELAY_MS = 50_000;

/**
 * - `ok`: ticks of every coin that the exchange trades are published and judged.
 * - `degraded`: some coins have been unseen for longer than `UNSEEN_LIMIT_MS`.
 * - `behind`: ticks are published, but judged more than `JUDGING_LIMIT_MS` later: alerts do not fire in time.
 * - `down`: no ticks are published.
 */
export const HEALTH_STATUSES = ['ok', 'degraded', 'behind', 'down'] as const;

const canaryViewSchema = z.strictObject({
  symbol: z.string(),
  firedAt: z.iso.datetime(),
  /** from the trade to the decision */
  decisionMs: z.number().int(),
  /** from the decision to where a message would be made */
  dispatchMs: z.number().int(),
});

export const healthViewSchema = z
  .strictObject({
    status: z.enum(HEALTH_STATUSES),
    /** for people; empty when the status is `ok` */
    why: z.array(z.string()),
    feed: z.enum(FEEDS).nullable(),
    /** age of the newest price snapshot, ms; null before the first one */
    pricesAgeMs: z.number().int().nullable(),
    judgingLagMs: z.number().int().nullable().meta({
      description: 'by how much judging lags publishing, up to 45 s too long; null before anything was published',
    }),
    /** followed coins by state */
    coins: z.record(z.string(), z.number().int()),
    canary: canaryViewSchema.nullable().meta({
      description:
        'the last fire of an alert of the system, about every ten minutes; null before the first, or switched off',
    }),
  })
  .meta({ id: 'Health' });
export type HealthView = z.infer<typeof healthViewSchema>;

export interface HealthFacts {
  /** the newest snapshot */
  readonly prices: Prices | null;
  /** by shard of the ticks stream: when the stream accepted the record that was judged last, ms */
  readonly judged: Readonly<Record<string, number>>;
  /** the canary's last fire */
  readonly canary: CanaryFire | null;
  /** symbols of the coins that are followed */
  readonly wanted: Iterable<string>;
  /** ms, exchange clock */
  readonly now: number;
}

/** Whether ticks are published and judged, at `now`. */
export function viewHealth({ prices, judged, canary, wanted, now }: HealthFacts): HealthView {
  const coins: Partial<Record<CoinState, number>> = {};
  let seen = 0;
  let late = 0;
  for (const symbol of wanted) {
    const coin = observeCoin(prices, symbol, now);
    const state = coin?.state ?? 'requested';
    coins[state] = (coins[state] ?? 0) + 1;
    if (visibilityOf(state) === 'seen') seen += 1;
    if (visibilityOf(state) === 'unseen' && now - (coin?.unseenSince ?? now) > UNSEEN_LIMIT_MS) late += 1;
  }
  const pricesAgeMs = snapshotAge(prices, now);
  const judgingLagMs = judgingLag(prices, judged);
  const symptoms = { pricesAgeMs, judgingLagMs, seen, late };
  return {
    status: statusOf(symptoms),
    why: reasonsOf(symptoms),
    feed: prices?.feed ?? null,
    pricesAgeMs,
    judgingLagMs,
    coins,
    canary: canary && { ...canary, firedAt: new Date(canary.firedAt).toISOString() },
  };
}

interface Symptoms {
  readonly pricesAgeMs: number | null;
  readonly judgingLagMs: number | null;
  readonly seen: number;
  readonly late: number;
}

/** Of the shard that lags most. */
function judgingLag(prices: Prices | null, judged: HealthFacts['judged']): number | null {
  const lags = Object.entries(prices?.published ?? {}).map(([shard, times]) => lagOf(times, judged[shard]));
  return lags.length === 0 ? null : Math.max(...lags);
}

/**
 * From the oldest record of a shard that may wait until its newest one. It is the first after what was judged last, which lies in the
 * first time without a pause that is not judged to its end. A pause before it is no time in which it waited.
 */
function lagOf({ since, last, earlier = [] }: PublishedTimes, judgedTo = Number.NEGATIVE_INFINITY): number {
  const waiting = earlier.find(([, end]) => end > judgedTo + JUDGED_REPORT_DELAY_MS);
  return Math.max(0, Math.round(last - Math.max(judgedTo, waiting?.[0] ?? since)));
}

function statusOf({ pricesAgeMs, judgingLagMs, seen, late }: Symptoms): HealthView['status'] {
  if (pricesAgeMs === null || pricesAgeMs > SNAPSHOT_STALE_AFTER_MS || (late > 0 && seen === 0)) return 'down';
  if (isJudgingLate(judgingLagMs)) return 'behind';
  return late > 0 ? 'degraded' : 'ok';
}

function isJudgingLate(judgingLagMs: number | null): judgingLagMs is number {
  return judgingLagMs !== null && judgingLagMs > JUDGING_LIMIT_MS;
}

function reasonsOf({ pricesAgeMs, judgingLagMs, seen, late }: Symptoms): string[] {
  const why: string[] = [];
  if (pricesAgeMs === null) why.push('no ingest task has written prices yet');
  else if (pricesAgeMs > SNAPSHOT_STALE_AFTER_MS) {
    why.push(`no ingest task has written prices for ${Math.floor(pricesAgeMs / 1_000)} s`);
  } else if (late > 0) why.push(explainUnseen(seen, late));
  if (isJudgingLate(judgingLagMs)) {
    why.push(`trades wait ${Math.floor(judgingLagMs / 1_000)} s to be judged: alerts do not fire in time`);
  }
  return why;
}

function explainUnseen(seen: number, late: number): string {
  const others = seen === 0 ? 'and no other is live' : `${seen} ${seen === 1 ? 'is' : 'are'} live`;
  const coins = late === 1 ? 'coin has' : 'coins have';
  return `${late} ${coins} not been live for more than ${UNSEEN_LIMIT_MS / 1_000} s, ${others}`;
}
