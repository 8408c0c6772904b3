import type { FireReason, Rule, Zone } from './alert.ts';
import type { ObservedCoin } from './coin.ts';
import { bandOf, type Condition } from './condition.ts';
import { groupThousands, plainDecimal } from './decimal.ts';
import { wordBound, wordStay } from './fire-words.ts';
import type { Metric } from './metric.ts';
import { nameOf, type Quoted, wordDuration, wordExactly, wordRange, wordValue } from './metric-words.ts';
import { presentValue } from './present-value.ts';
import { isMet, rememberedZone, retreatBand, zoneOf } from './zone.ts';

/** What an explanation is made from besides the alert's state. `coin` is null while nothing was observed of it. */
export interface Scene extends Quoted {
  readonly rule: Rule;
  readonly coin: ObservedCoin | null;
}

/** `zone`: where the value was judged last; null while it is not known. */
export function firesWhen(condition: Condition, zone: Zone | null, scene: Scene): string {
  const name = nameOf(condition.metric);
  const bound = wordBound(condition, scene);
  const fires = (how: string) => `fires when ${how}${manner(scene.rule)}`;
  const rises = fires(`${name} rises to ${bound} or above`);
  const falls = fires(`${name} falls to ${bound} or below`);
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return zone === 'within' || zone === 'above' ? `waits until ${name} is below ${bound}, then ${rises}` : rises;
    case 'below':
    case 'crosses-below':
      return zone === 'within' || zone === 'below' ? `waits until ${name} is above ${bound}, then ${falls}` : falls;
    case 'crosses':
      if (zone === 'below') return rises;
      return zone === 'above' ? falls : fires(`${name} crosses ${bound}`);
    case 'enters':
      return zone === 'within'
        ? `waits until ${name} is outside ${bound}, then ${fires('it enters')}`
        : fires(`${name} enters ${bound}`);
    case 'leaves':
      return zone === 'below' || zone === 'above'
        ? `waits until ${name} is within ${bound}, then ${fires('it leaves')}`
        : fires(`${name} leaves ${bound}`);
  }
}

/** An alert that is not armed yet has no zone of its own: it will take that of the value, and may fire by it. */
export function firesOnArming(condition: Condition, value: string, scene: Scene): string {
  const zone = zoneOf(Number(value), bandOf(condition));
  if (!isMet(condition, zone)) return firesWhen(condition, rememberedZone(condition, zone), scene);
  const name = nameOf(condition.metric);
  const stay = wordStay(condition, 'holds', scene);
  const { holdSeconds } = scene.rule;
  if (holdSeconds === null) return `fires, since ${name} is ${stay}`;
  return `fires if ${name} stays ${stay} for ${wordDuration(holdSeconds)}`;
}

/** What the rule asks for beyond the condition. */
function manner({ confirm, holdSeconds }: Rule): string {
  const atClose = confirm === 'minute-close' ? ' at a minute close' : '';
  return holdSeconds === null ? atClose : `${atClose} and stays so for ${wordDuration(holdSeconds)}`;
}

/** `the price stays at or above 65,000` */
export function staysSo(condition: Condition, reason: FireReason, quoted: Quoted): string {
  return `${nameOf(condition.metric)} stays ${wordStay(condition, reason, quoted)}`;
}

/** `the price has fallen to 64,350 or below` */
export function hasComeBack(condition: Condition, percent: number, quoted: Quoted): string {
  const { metric } = condition;
  const name = nameOf(metric);
  const band = retreatBand(condition, percent);
  const low = wordExactly(metric, plainDecimal(band.low), quoted);
  const high = wordExactly(metric, plainDecimal(band.high), quoted);
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return `${name} has fallen to ${low} or below`;
    case 'below':
    case 'crosses-below':
      return `${name} has risen to ${high} or above`;
    case 'crosses':
    case 'enters':
      return `${name} has fallen to ${low} or below, or risen to ${high} or above`;
    case 'leaves': {
      const range = { from: plainDecimal(band.low), to: plainDecimal(band.high) };
      return `${name} is back within ${wordRange(metric, range, quoted)}`;
    }
  }
}

/** Where the value stands: `now 64,812.4`, `0.29 % away`. Of a price that is not known the coin's own words tell. */
export function whereNow(condition: Condition, scene: Scene): string[] {
  const { metric } = condition;
  const { coin } = scene;
  const value = presentValue(metric, coin);
  if (value === null) return metric === 'price' || !coin ? [] : [`${metric} is not known at the moment`];
  return [`now ${wordValue(metric, value, scene)}`, wordDistance(condition, Number(value))];
}

/** How far the value must move to the level, or to the nearer bound of the range. Empty when it can't be told. */
export function wordDistance(condition: Condition, value: number): string {
  const { low, high } = bandOf(condition);
  const bound = Math.abs(low - value) <= Math.abs(high - value) ? low : high;
  if (isPercentage(condition.metric)) return `${places(Math.abs(bound - value))} percentage points away`;
  return value === 0 ? '' : `${places(Math.abs(bound / value - 1) * 100)} % away`;
}

function isPercentage(metric: Metric): boolean {
  return metric.startsWith('change-') || metric.startsWith('volatility-');
}

function places(amount: number): string {
  return groupThousands(amount.toFixed(2));
}
