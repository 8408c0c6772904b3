import type { PresentValue } from '../../domain/alert-facts/present-value.ts';
import { groupThousands, trimDecimal } from '../../domain/market/decimal.ts';
import { findMetric, type Metric, metricNamed } from '../../domain/metrics/metric.ts';
import type { PriceMark } from '../../domain/metrics/metric-family.ts';
import { QUOTE_ASSET } from '../../domain/metrics/unit.ts';
import { type Condition, levelTextsOf } from '../../domain/rules/condition.ts';
import { operatorOf } from '../../domain/rules/operators/operators.ts';

const FOUND_DIGITS = 8;
const MAX_PLACES = 20;

/**
 * The asset in which a coin is quoted, as in the exchange's catalogue. It can't be read off the symbol, since one asset's name
 * may end with another's. Null in rows of earlier versions: amounts are shown without a unit then.
 */
export interface Quoted {
  readonly quote: string | null;
}

/** What stands after a number of the metric. */
function signOf(metric: Metric, { quote }: Quoted): string {
  const { sign } = metricNamed(metric).unit;
  const text = sign === QUOTE_ASSET ? quote : sign;
  return text === null ? '' : ` ${text}`;
}

/** Whether values are prices as the exchange printed them; false for the name of a metric that this version does not know. */
export function isPrinted(metric: string): boolean {
  return findMetric(metric)?.unit.places === 'as-printed';
}

/** `Price of BTCUSDT`, `change-1h of BTCUSDT` */
export function formatTitle(symbol: string, metric: Metric): string {
  return `${metricNamed(metric).label.asTitle} of ${symbol}`;
}

/**
 * What a sentence calls the metric: `the price`, `change-1h`. Beside levels that the price itself is compared with (`its 200-day
 * average`, see `formatLevel`), it is the price.
 */
export function nameOf(metric: Metric, levels: readonly string[] = []): string {
  return metricNamed(markOf(metric, levels) ? 'price' : metric).label.inSentence;
}

/** The same without an article: `price`. */
export function bareNameOf(metric: Metric, levels: readonly string[] = []): string {
  return nameOf(metric, levels).replace(/^the /, '');
}

/** The metric of a coin as a subject: `BTCUSDT` for its price, `BTCUSDT change-1h`. */
export function formatSubject(symbol: string, metric: Metric, levels: readonly string[] = []): string {
  const { afterSymbol } = metricNamed(markOf(metric, levels) ? 'price' : metric).label;
  return afterSymbol === null ? symbol : `${symbol} ${afterSymbol}`;
}

/** What the price is compared with where all levels are 0; null where the metric has no such thing. */
function markOf(metric: Metric, levels: readonly string[]): PriceMark | null {
  return levels.length > 0 && levels.every((level) => level === '0') ? metricNamed(metric).label.zero : null;
}

/** One of the levels of a condition: `65,000.5`, `5 %`, and instead of a distance of 0 `its 200-day average`. */
export function formatLevel(metric: Metric, level: string, { levels, quote }: Beside): string {
  return markOf(metric, levels)?.name ?? formatExactly(metric, level, { quote });
}

const TURNED: Readonly<Record<string, string>> = { above: 'below', below: 'above', rises: 'falls', falls: 'rises' };

/** Words of a move or a place, as the price sees them: below a distance of 0 `below its high`, it is above that. */
export function turnWords(words: string, metric: Metric, levels: readonly string[]): string {
  if (!markOf(metric, levels)?.isTurned) return words;
  return words.replace(/\b(?:above|below|rises|falls)\b/g, (word) => TURNED[word] ?? word);
}

/** A level or a value in full: `65,000.5`, `5.12345 %`, `1,250,000 USDT`. `decimal` is a decimal string. */
export function formatExactly(metric: Metric, decimal: string, quoted: Quoted): string {
  return `${groupThousands(decimal)}${signOf(metric, quoted)}`;
}

export interface Beside extends Quoted {
  /** decimals; a rounded value gets more digits where rounding would put it on another side of one of them */
  readonly levels: readonly string[];
}

/** A value for reading: a price in full, a computed value rounded. */
export function formatValue(metric: Metric, decimal: string, beside: Beside): string {
  const shown = isPrinted(metric) ? decimal : roundBeside(Number(decimal), beside.levels, shortPlaces);
  return formatExactly(metric, shown, beside);
}

/** Of a computed value, `number` decides on which side of a level it is: its text may have fewer digits. */
export function formatPresent(metric: Metric, { number, text }: PresentValue, beside: Beside): string {
  return formatValue(metric, isPrinted(metric) ? text : `${number}`, beside);
}

/** The value of a condition at a fire, as proof: a price in full, a computed value to eight digits or, near a level, more. */
export function formatFound(condition: Condition, decimal: string, quoted: Quoted): string {
  const { metric } = condition;
  const shown = isPrinted(metric) ? decimal : roundBeside(Number(decimal), levelTextsOf(condition), proofPlaces);
  return formatExactly(metric, shown, quoted);
}

/** Rounded to the fewest places, at least `leastPlaces`, that keep it on its side of every level. */
function roundBeside(value: number, levels: readonly string[], leastPlaces: (value: number) => number): string {
  const bounds = levels.map(Number);
  let places = leastPlaces(value);
  while (places < MAX_PLACES && !bounds.every((bound) => isSameSide(Number(value.toFixed(places)), value, bound))) {
    places += 1;
  }
  return trimDecimal(value.toFixed(places));
}

function isSameSide(shown: number, value: number, bound: number): boolean {
  return Math.sign(shown - bound) === Math.sign(value - bound);
}

/** Two places; none from a thousand on; three significant digits below 1. */
function shortPlaces(value: number): number {
  const size = Math.abs(value);
  if (size >= 1_000) return 0;
  return size >= 1 || size === 0 ? 2 : placesOf(size, 3);
}

function proofPlaces(value: number): number {
  return placesOf(Math.abs(value) || 1, FOUND_DIGITS);
}

/** How many places after the point show `digits` significant digits. */
function placesOf(size: number, digits: number): number {
  return Math.min(Math.max(digits - 1 - Math.floor(Math.log10(size)), 0), MAX_PLACES);
}

/** `60,000 to 65,000`, `2 to 3 %` */
export function formatRange(metric: Metric, { from, to }: { from: string; to: string }, quoted: Quoted): string {
  return `${groupThousands(from)} to ${formatExactly(metric, to, quoted)}`;
}

/** A level or a range with its unit: `65,000`, `2 to 3 %`, `its 200-day average`. */
export function formatBound(condition: Condition, quoted: Quoted): string {
  const { metric } = condition;
  const levels = levelTextsOf(condition);
  return 'level' in condition
    ? formatLevel(metric, condition.level, { ...quoted, levels })
    : formatRange(metric, condition, quoted);
}

/** `price crosses above 65,000`, `change-1h enters 2 to 3 %`, `price crosses above its 200-day average` */
export function formatCondition(condition: Condition, quoted: Quoted): string {
  return `${bareNameOf(condition.metric, levelTextsOf(condition))} ${formatTerm(condition, quoted)}`;
}

/** What is asked of a value, without its name: `crosses above 65,000` */
export function formatTerm(condition: Condition, quoted: Quoted): string {
  const words = turnWords(operatorOf(condition).words, condition.metric, levelTextsOf(condition));
  return `${words} ${formatBound(condition, quoted)}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `5 minutes`, `90 seconds`, `1 day`: in the largest unit that is exact. */
export function formatDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length && seconds % length === 0) ?? ['second', 1];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
