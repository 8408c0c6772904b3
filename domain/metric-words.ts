import { type Condition, describeCondition } from './condition.ts';
import { groupThousands, plainDecimal, trimDecimal } from './decimal.ts';
import type { Metric } from './metric.ts';

const FOUND_DIGITS = 8;

/**
 * Whatever knows the asset in which its coin is quoted, as the exchange's catalogue names it: it can't be read off the
 * symbol, since one asset's name may end with another's. Null in rows of earlier versions: volumes have no unit then.
 */
export interface Quoted {
  readonly quote: string | null;
}

/** What stands after a number of the metric. A price needs no word. */
function unitOf(metric: Metric, { quote }: Quoted): string {
  if (metric === 'price') return '';
  if (!metric.startsWith('volume-')) return ' %';
  return quote === null ? '' : ` ${quote}`;
}

/** What a sentence calls the metric: `the price`, `change-1h`. */
export function nameOf(metric: Metric): string {
  return metric === 'price' ? 'the price' : metric;
}

/** A level or a value in full: `65,000.5`, `5.12345 %`, `1,250,000 USDT`. `decimal` is a decimal string. */
export function wordExactly(metric: Metric, decimal: string, quoted: Quoted): string {
  return `${groupThousands(decimal)}${unitOf(metric, quoted)}`;
}

/** A value for reading: a price in full, a computed value as far as its digits say something. */
export function wordValue(metric: Metric, decimal: string, quoted: Quoted): string {
  return wordExactly(metric, metric === 'price' ? decimal : shorten(Number(decimal)), quoted);
}

/** What a condition found, as proof: a price in full, a computed value to eight digits, which no level tells apart further. */
export function wordFound(metric: Metric, decimal: string, quoted: Quoted): string {
  const found = metric === 'price' ? decimal : plainDecimal(Number(Number(decimal).toPrecision(FOUND_DIGITS)));
  return wordExactly(metric, found, quoted);
}

/** Two places, none beyond a thousand, three digits below 1. */
function shorten(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) return trimDecimal(value.toFixed(0));
  if (size >= 1 || size === 0) return trimDecimal(value.toFixed(2));
  return trimDecimal(value.toFixed(Math.min(2 - Math.floor(Math.log10(size)), 20)));
}

/** `60,000 to 65,000`, `2 to 3 %` */
export function wordRange(metric: Metric, { from, to }: { from: string; to: string }, quoted: Quoted): string {
  return `${groupThousands(from)} to ${wordExactly(metric, to, quoted)}`;
}

/** `price crosses above 65,000`, `change-1h enters 2 to 3 %` */
export function wordCondition(condition: Condition, quoted: Quoted): string {
  return `${describeCondition(condition)}${unitOf(condition.metric, quoted)}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `5 minutes`, `90 seconds`, `1 day`: the largest unit that is exact. */
export function wordDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length && seconds % length === 0) ?? ['second', 1];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
