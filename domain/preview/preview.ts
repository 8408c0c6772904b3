import * as z from 'zod';
import { fireViewSchema } from '../../contract/trigger-view.ts';
import { formatFireValue } from '../../text/format/format-fire.ts';
import { formatPresent, nameOf } from '../../text/format/format-metric.ts';
import { formatDistance } from '../../text/format/format-region.ts';
import { distanceTo } from '../alert-facts/alert-reading.ts';
import { goalRegion, isInside } from '../alert-facts/region.ts';
import { armingState } from '../alerts/arming-state.ts';
import { type Candle, INTERVAL_MS } from '../market/candle.ts';
import type { Feed } from '../market/coin.ts';
import { plainDecimal } from '../market/decimal.ts';
import { MINUTE_MS, minuteOf } from '../market/tick.ts';
import { candleReach, newHistory } from '../metrics/minute-values.ts';
import { metricOf } from '../metrics/series.ts';
import { conditionSchema, isEdge, levelTextsOf, metricSchema } from '../rules/condition.ts';
import { FIRE_REASONS } from '../rules/fire-reason.ts';
import type { Operator } from '../rules/operators/operators.ts';
import { conditionsOf, type Rule, seriesOfRule } from '../rules/rule.ts';
import { candleTicks } from './candle-ticks.ts';
import { type Approach, Replay } from './replay.ts';

export const MAX_PREVIEW_DAYS = 30;
/** Of more fires than this the newest are told, and how many there were. */
export const MAX_PREVIEW_TRIGGERS = 100;
const DAY_MS = INTERVAL_MS['1d'];

const previewTriggerSchema = z.strictObject({
  time: z.iso.datetime().meta({ description: 'start of the minute: a stored minute has four prices and no instants' }),
  price: z.string(),
  metric: metricSchema,
  value: z.string(),
  level: z.string(),
  reason: z.enum(FIRE_REASONS),
  conditions: fireViewSchema.shape.conditions,
});

/** What an alert would have done over the stored minutes. Times are ISO 8601 UTC, prices decimal strings. */
export const previewViewSchema = z.strictObject({
  symbol: z.string(),
  /** the stored minutes that were gone through; null when there are none */
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  /** minutes in between of which nothing is stored: what happened in them is not seen */
  unknownMinutes: z.number().int(),
  /** a stored minute has four prices, not each trade: their order and their instants within it are assumed, and not shown */
  approximate: z.literal(true),
  /** how often it would have fired */
  fires: z.number().int(),
  /** when, oldest first; of very many the newest */
  triggers: z.array(previewTriggerSchema),
  /** when it would never have fired: how near each condition's value came to where it is met, in its unit; 0: it was there */
  closest: z.array(
    z.strictObject({
      condition: conditionSchema,
      value: z.string(),
      distance: z.string(),
      time: z.iso.datetime().meta({ description: 'start of the minute' }),
    }),
  ),
  /** all of it in one sentence, for people */
  explanation: z.string(),
});
export type PreviewView = z.infer<typeof previewViewSchema>;

export interface PreviewOptions {
  readonly symbol: string;
  readonly quote: string;
  readonly feed: Feed;
  readonly rule: Rule;
  /** start of a whole minute, ms: the first one not gone through */
  readonly to: number;
  /** 1-minute candles before `to`, ascending; those before `from` are for the windows only */
  readonly candles: readonly Candle[];
  readonly from: number;
  /** 1-hour candles before `from`, for the longer windows */
  readonly hours: readonly Candle[];
  /** since when the name stands for this coin, ms: candles before it are another one's; null when it stood for no other */
  readonly listedFrom?: number | null;
}

/** How far before the first minute the metrics of a rule need candles, ms. */
export function reachBack(rule: Rule): { readonly minutesMs: number; readonly hoursMs: number } {
  const { minutes, hours } = candleReach(seriesOfRule(rule).map(metricOf));
  return { minutesMs: minutes > 0 ? (minutes + 1) * MINUTE_MS : 0, hoursMs: hours * MINUTE_MS };
}

/** Runs the rule over stored minutes, from the first one on as if the alert had been made then. It does not expire. */
export function previewAlert(options: PreviewOptions): PreviewView {
  const { symbol, quote, feed, to } = options;
  const rule = { ...options.rule, expiresAt: null };
  const listed = minuteOf(options.listedFrom ?? 0);
  const shown = options.candles.filter(({ start }) => start >= Math.max(options.from, listed));
  const from = shown[0]?.start;
  if (from === undefined) return nothingStored(symbol);
  const history = newHistory();
  if (listed > 0) history.beganAt(listed);
  history.loadHours(options.hours);
  history.load(options.candles.filter(({ start }) => start < from));
  const state = armingState(rule, { armAfter: from, bookVersion: 0 }, null);
  const replay = new Replay({ id: `${symbol}-0-preview`, rev: 1, rule, state });
  const series = seriesOfRule(rule);
  for (const tick of candleTicks({ symbol, feed, series, history, from, to, candles: shown })) replay.judge(tick);
  return viewReplay(replay, { symbol, quote, rule, from, to, known: shown.length });
}

interface Span {
  readonly symbol: string;
  readonly quote: string;
  readonly rule: Rule;
  readonly from: number;
  readonly to: number;
  readonly known: number;
}

function viewReplay(replay: Replay, span: Span): PreviewView {
  const { symbol, from, to, known } = span;
  const hasFired = replay.fires.length > 0;
  const approaches = hasFired ? [] : replay.approaches.filter((approach) => approach !== null);
  return {
    symbol,
    from: iso(from),
    to: iso(to),
    unknownMinutes: (to - from) / MINUTE_MS - known,
    approximate: true,
    fires: replay.fires.length,
    triggers: replay.fires.slice(-MAX_PREVIEW_TRIGGERS).map(({ instant, fire }) => ({
      time: iso(minuteOf(instant)),
      price: fire.trade.price,
      metric: fire.metric,
      value: fire.value,
      level: fire.level,
      reason: fire.reason,
      conditions: fire.conditions,
    })),
    closest: approaches.map(({ condition, value, distance, instant }) => ({
      condition,
      value: plainDecimal(value),
      distance: plainDecimal(distance),
      time: iso(minuteOf(instant)),
    })),
    explanation: hasFired ? explainFires(replay, span) : explainNone(approaches, span),
  };
}

function explainFires({ fires }: Replay, span: Span): string {
  const count = fires.length;
  const last = fires.at(-1);
  const often = count === 1 ? 'once' : `${count} times`;
  const start = `would have fired ${often} in ${formatSpan(span)}`;
  if (!last) return start;
  const { metric } = last.fire;
  const where = `${nameOf(metric)} at ${formatFireValue(last.fire, span)}`;
  return `${start}, ${count === 1 ? '' : 'last '}in the minute ${isoMinute(last.instant)}, with ${where}`;
}

function explainNone(approaches: readonly Approach[], span: Span): string {
  const { rule } = span;
  const start = `would not have fired in ${formatSpan(span)}`;
  const [only] = approaches;
  if (!only)
    return `${start}: no value of ${conditionsOf(rule)
      .map(({ metric }) => metric)
      .join(', ')} is known`;
  if (conditionsOf(rule).length > 1) return `${start}; all of its conditions never held together`;
  const { metric } = only.condition;
  const value = { number: only.value, text: plainDecimal(only.value) };
  const nearest = formatPresent(metric, value, levelTextsOf(only.condition), span);
  return `${start}; ${nameOf(metric)} came closest in the minute ${isoMinute(only.instant)}: ${nearest}, ${formatApproach(only, rule)}`;
}

const NOT_BY: Partial<Record<Operator, string>> = {
  enters: 'inside the range, but not by entering it',
  leaves: 'outside the range, but not by leaving it',
};

function formatApproach({ condition, value }: Approach, { holdSeconds }: Rule): string {
  const goal = goalRegion(condition);
  if (!isInside(goal, value)) {
    const distance = distanceTo(goal, condition.metric, value);
    return distance ? formatDistance(distance) : 'not there';
  }
  if (!isEdge(condition)) return 'which met it, but not for long enough';
  const moved = NOT_BY[condition.op] ?? 'at the level, but not by crossing it';
  return holdSeconds === null ? moved : `${moved}, or not for long enough`;
}

const SPAN_UNITS = [
  ['day', DAY_MS],
  ['hour', INTERVAL_MS['1h']],
  ['minute', MINUTE_MS],
] as const;

/** `the last 30 days`, `the last 2 days, 3 hours, 5 minutes`: whole minutes, none rounded. */
function formatSpan({ from, to }: Span): string {
  let rest = to - from;
  const parts = SPAN_UNITS.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  });
  return `the last ${parts.join(', ').replace(/^1 /, '')}`;
}

function nothingStored(symbol: string): PreviewView {
  return {
    ...{ symbol, from: null, to: null, unknownMinutes: 0, approximate: true, fires: 0, triggers: [], closest: [] },
    explanation: `no price history of ${symbol} is stored yet; it is filled once the coin is followed`,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-01-05T12:04Z` */
function isoMinute(ms: number): string {
  return `${iso(minuteOf(ms)).slice(0, 16)}Z`;
}
