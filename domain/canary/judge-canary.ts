import type { Active, AlertState } from '../alerts/alert.ts';
import type { Candle } from '../market/candle.ts';
import { MINUTE_MS } from '../market/tick.ts';
import { bandOf } from '../rules/condition.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { type Zone, zoneOf } from '../rules/zone.ts';
import { CANARY_LIFETIME_MS } from './canary-rule.ts';

/** A fire takes a second or two. So long after the end of a minute, all its trades are judged and their fires are stored. */
export const NOT_FIRED_AFTER_MS = 90_000;
/** A new index is known to the ingest task within seconds, and the next tick arms the alert. */
export const NOT_ARMED_AFTER_MS = 180_000;
/** A fire is dispatched within a second or two. */
export const NOT_DISPATCHED_AFTER_MS = 90_000;
/** In a market that stands still the levels are moved before the alert expires. */
export const MOVED_AFTER_MS = CANARY_LIFETIME_MS / 2;

export interface Canary {
  readonly symbol: string;
  /** null: it can't be read */
  readonly rule: Rule | null;
  readonly state: AlertState;
}

export interface CanaryFacts {
  /** the coin to watch */
  readonly chosen: string;
  /** the one that was armed last */
  readonly canary: Canary | null;
  /** closed minutes of its coin, ascending */
  readonly candles: readonly Candle[];
  /** exchange clock, ms */
  readonly now: number;
}

/**
 * - `arm`: it is to get levels around the present price.
 * - `waits`: it is armed, and no trade that is known must have fired it.
 * - `late`: it must have been armed, or have fired, by `since` (exchange clock, ms).
 */
export type CanaryVerdict =
  | { readonly verdict: 'arm'; readonly because: 'no-canary' | 'another-coin' | 'not-armed' | 'outside' | 'long-ago' }
  | { readonly verdict: 'waits' }
  | { readonly verdict: 'late'; readonly because: 'not-armed' | 'not-fired'; readonly since: number };

/** Late is what can be proved. In a market that stands still the canary waits. */
export function judgeCanary({ chosen, canary, candles, now }: CanaryFacts): CanaryVerdict {
  if (!canary) return { verdict: 'arm', because: 'no-canary' };
  if (canary.symbol !== chosen) return { verdict: 'arm', because: 'another-coin' };
  const { state, rule } = canary;
  if (state.status === 'arming') {
    const since = state.armFrom.armAfter;
    return now - since > NOT_ARMED_AFTER_MS ? { verdict: 'late', because: 'not-armed', since } : { verdict: 'waits' };
  }
  if (state.status !== 'active' || !rule?.expiresAt) return { verdict: 'arm', because: 'not-armed' };
  // it armed after the price had left the levels, and fires only once the price has come back
  if (!isWatchingWithin(state)) return { verdict: 'arm', because: 'outside' };
  const minute = candles.find((candle) => mustHaveFired(candle, { rule, state, now }));
  if (minute) return { verdict: 'late', because: 'not-fired', since: minute.start + MINUTE_MS };
  const isLongAgo = now >= rule.expiresAt - CANARY_LIFETIME_MS + MOVED_AFTER_MS;
  return isLongAgo ? { verdict: 'arm', because: 'long-ago' } : { verdict: 'waits' };
}

function isWatchingWithin(state: Active): boolean {
  return state.phase === 'watching' && state.zone === 'within';
}

interface Watching {
  readonly rule: Rule;
  readonly state: Active;
  readonly now: number;
}

/** All of the minute's trades come after the event that was judged last, at which the price was within, and one of them is outside. */
function mustHaveFired({ start, high, low, trades }: Candle, { rule, state, now }: Watching): boolean {
  if (trades === 0 || start <= state.asOf.instant || now < start + MINUTE_MS + NOT_FIRED_AFTER_MS) return false;
  const zones: readonly Zone[] = conditionsOf(rule).flatMap((condition) =>
    [high, low].map((price) => zoneOf(Number(price), bandOf(condition))),
  );
  return zones.some((zone) => zone !== 'within');
}

export interface DispatchFacts {
  /** exchange clock, ms: the canary's last fire, and the last one that was dispatched; null: there is none */
  readonly firedAt: number | null;
  readonly dispatched: number | null;
  /** exchange clock, ms */
  readonly now: number;
}

/** Whether the last fire must have been dispatched and was not: then people's alerts fire, and no message is made of them. */
export function isDispatchLate({ firedAt, dispatched, now }: DispatchFacts): boolean {
  return firedAt !== null && now - firedAt > NOT_DISPATCHED_AFTER_MS && (dispatched ?? 0) < firedAt;
}
