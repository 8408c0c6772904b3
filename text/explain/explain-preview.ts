import { distanceTo } from '../../domain/alert-facts/alert-reading.ts';
import { goalRegion, isInside } from '../../domain/alert-facts/region.ts';
import { INTERVAL_MS } from '../../domain/market/candle-interval.ts';
import { plainDecimal } from '../../domain/market/decimal.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { Preview, PreviewSpan } from '../../domain/preview/preview.ts';
import type { Approach, ReplayedFire } from '../../domain/preview/replay.ts';
import { type Condition, isEdge, levelTextsOf } from '../../domain/rules/condition.ts';
import { conditionsOf, type Rule } from '../../domain/rules/rule.ts';
import { formatFireValue } from '../format/format-fire.ts';
import { bareNameOf, formatPresent, nameOf, type Quoted } from '../format/format-metric.ts';
import { formatDistance } from '../format/format-region.ts';

export interface PreviewedAlert extends Quoted {
  readonly symbol: string;
  readonly rule: Rule;
}

/** What an alert would have done over stored minutes, in one sentence. */
export function explainPreview({ span, fires, approaches }: Preview, alert: PreviewedAlert): string {
  if (!span) return `no price history of ${alert.symbol} is stored yet; it is filled once the coin is followed`;
  const last = fires.at(-1);
  if (!last) return `would not have fired in ${formatSpan(span)}${explainApproaches(approaches, alert)}`;
  const often = fires.length === 1 ? 'once' : `${fires.length} times`;
  const when = `${fires.length === 1 ? '' : 'last '}${formatFire(last, alert)}`;
  return `would have fired ${often} in ${formatSpan(span)}, ${when}`;
}

function formatFire({ instant, fire }: ReplayedFire, quoted: Quoted): string {
  return `in the minute ${isoMinute(instant)}, with ${nameOf(fire.metric)} at ${formatFireValue(fire, quoted)}`;
}

function explainApproaches([only]: readonly Approach[], alert: PreviewedAlert): string {
  const conditions = conditionsOf(alert.rule);
  if (!only) return `: no value of ${conditions.map(({ metric }) => bareNameOf(metric)).join(', ')} is known`;
  if (conditions.length > 1) return '; all of its conditions never held together';
  const { metric } = only.condition;
  const value = { number: only.value, text: plainDecimal(only.value) };
  const nearest = formatPresent(metric, value, { ...alert, levels: levelTextsOf(only.condition) });
  const minute = isoMinute(only.instant);
  return `; ${nameOf(metric)} came closest in the minute ${minute}: ${nearest}, ${formatApproach(only, alert.rule)}`;
}

/** How far away the value was or, where it was there, why that did not fire. */
function formatApproach({ condition, value }: Approach, { holdSeconds }: Rule): string {
  const goal = goalRegion(condition);
  if (!isInside(goal, value)) {
    const distance = distanceTo(goal, condition.metric, value);
    return distance ? formatDistance(distance, condition.metric) : 'not there';
  }
  if (!isEdge(condition)) return 'which met it, but not for long enough';
  const moved = formatOtherMove(condition);
  return holdSeconds === null ? moved : `${moved}, or not for long enough`;
}

function formatOtherMove(condition: Condition): string {
  if ('level' in condition) return 'at the level, but not by crossing it';
  return goalRegion(condition).side === 'within'
    ? 'inside the range, but not by entering it'
    : 'outside the range, but not by leaving it';
}

const SPAN_UNITS = [
  ['day', INTERVAL_MS['1d']],
  ['hour', INTERVAL_MS['1h']],
  ['minute', MINUTE_MS],
] as const;

/** `the last 30 days`, `the last 2 days, 3 hours, 5 minutes`: whole minutes, none rounded. */
function formatSpan({ from, to }: PreviewSpan): string {
  let rest = to - from;
  const parts = SPAN_UNITS.flatMap(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`];
  });
  return `the last ${parts.join(', ').replace(/^1 /, '')}`;
}

/** `2026-01-05T12:04Z` */
function isoMinute(ms: number): string {
  return `${new Date(minuteOf(ms)).toISOString().slice(0, 16)}Z`;
}
