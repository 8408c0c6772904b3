import { armingState } from '../alerts/arming-state.ts';
import type { Candle } from '../market/candle.ts';
import { INTERVAL_MS } from '../market/candle-interval.ts';
import type { Feed } from '../market/feed.ts';
import { MINUTE_MS, minuteOf } from '../market/tick.ts';
import type { MinuteHistory } from '../metrics/minute-history.ts';
import { candleReach, newHistory } from '../metrics/minute-values.ts';
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
  /** 1-hour candles before `from`, for the longer windows */
  readonly hours: readonly Candle[];
  /** asked every few hours of candles: false ends the preview */
  readonly mayGoOn: () => boolean;
  /** since when the symbol means this coin, ms: earlier candles are of another one; null when it never meant another one */
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

/** How far before the first minute the metrics of a rule need candles, ms. */
export function reachBack(rule: Rule): { readonly minutesMs: number; readonly hoursMs: number } {
  const { minutes, candles } = candleReach(seriesOfRule(rule).map(metricOf));
  return { minutesMs: minutes > 0 ? (minutes + 1) * MINUTE_MS : 0, hoursMs: candles['1h'] * INTERVAL_MS['1h'] };
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
  const history = historyBefore(from, listed, options);
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

function historyBefore(from: number, listed: number, { rule, candles, hours, to }: PreviewOptions): MinuteHistory {
  const metrics = seriesOfRule(rule).map(metricOf);
  const history = newHistory({ metrics, pastMinutes: (to - from) / MINUTE_MS });
  if (listed > 0) history.beganAt(listed);
  history.loadCandles('1h', hours);
  history.load(candles.filter(({ start }) => start < from));
  return history;
}
