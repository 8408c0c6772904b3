import { armingState } from '../alerts/arming-state.ts';
import type { Candle } from '../market/candle.ts';
import type { Feed } from '../market/feed.ts';
import { MINUTE_MS, minuteOf } from '../market/tick.ts';
import type { Metric } from '../metrics/metric.ts';
import { historyBefore, type LongerCandles } from '../metrics/past-candles.ts';
import { metricOf } from '../metrics/series.ts';
import { type Rule, seriesOfRule } from '../rules/rule.ts';
import { candleTicks } from './candle-ticks.ts';
import { type Approach, Replay, type ReplayedFire } from './replay.ts';

export const MAX_PREVIEW_DAYS = 30;
/** The longest that one preview may run. The function has ten seconds, for its start and for what it reads. */
export const MAX_PREVIEW_MS = 2_500;

/** What an alert would have done over stored minutes. */
export interface Preview {
  /** null when no minute is stored */
  readonly span: PreviewSpan | null;
  /** oldest first */
  readonly fires: readonly ReplayedFire[];
  /** when it would never have fired: how near each condition whose value was known came to being met */
  readonly approaches: readonly Approach[];
}

/** From the first stored minute up to, not including, `to`; ms. */
export interface PreviewSpan {
  readonly from: number;
  readonly to: number;
  /** minutes of the span that are not stored: what happened in them is not seen */
  readonly unknownMinutes: number;
}

export interface PreviewOptions {
  readonly symbol: string;
  readonly feed: Feed;
  readonly rule: Rule;
  /** starts of whole minutes, ms; `to` is not included */
  readonly from: number;
  readonly to: number;
  /** 1-minute candles before `to`, ascending; those before `from` only serve the windows */
  readonly candles: readonly Candle[];
  /** closed candles before the first of those, for metrics that are computed from longer ones (`longerBefore`) */
  readonly longer: LongerCandles;
  /** asked every few hours of candles: false ends the preview */
  readonly mayGoOn: () => boolean;
  /** since when the coin is traded under the symbol, ms: earlier candles are of another one; null when that is not known */
  readonly listedFrom?: number | null;
}

/** Minutes between two questions whether the preview may go on: some thousandths of its time. */
const ASKED_EVERY_MINUTES = 256;

/** The preview was not allowed to go on. `doneShare`: of its minutes, from 0 to 1. */
export class PreviewTimeError extends Error {
  override readonly name = 'PreviewTimeError';
  readonly doneShare: number;

  constructor(doneShare: number) {
    super(`ended after ${Math.floor(100 * doneShare)} % of its minutes`);
    this.doneShare = doneShare;
  }
}

/** What the values of a rule are computed from. */
export function metricsOfRule(rule: Rule): Metric[] {
  return seriesOfRule(rule).map(metricOf);
}

/**
 * Runs the rule over stored minutes, as if the alert had been made at the first one. It does not expire.
 * @throws PreviewTimeError when it may not go on
 */
export function previewAlert(options: PreviewOptions): Preview {
  const { symbol, feed, to, mayGoOn } = options;
  const rule = { ...options.rule, expiresAt: null };
  const listed = minuteOf(options.listedFrom ?? 0);
  const candles = options.candles.filter(({ start }) => start >= Math.max(options.from, listed));
  const from = candles[0]?.start;
  if (from === undefined) return { span: null, fires: [], approaches: [] };
  const state = armingState(rule, { armAfter: from, bookVersion: 0 }, null);
  const replay = new Replay({ id: `${symbol}-0-preview`, rev: 1, rule, state });
  const metrics = metricsOfRule(rule);
  const history = historyBefore({ ...options, metrics, from, began: listed });
  for (const tick of candleTicks({ symbol, feed, series: seriesOfRule(rule), history, from, to, candles })) {
    if (tick.seq % ASKED_EVERY_MINUTES === 0 && !mayGoOn())
      throw new PreviewTimeError((tick.minute - from) / (to - from));
    replay.judge(tick);
  }
  const { fires, approaches } = replay;
  return {
    span: { from, to, unknownMinutes: (to - from) / MINUTE_MS - candles.length },
    fires,
    approaches: fires.length > 0 ? [] : approaches.filter((approach) => approach !== null),
  };
}
