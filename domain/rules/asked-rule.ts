import { findMetric } from '../metrics/metric.ts';
import type { Condition } from './condition.ts';
import type { InvalidField } from './invalid-field.ts';
import { levelFrom, STEP } from './relative-level.ts';
import { conditionsOf, type Reanchor, type Rule } from './rule.ts';

/** Farther from the price nobody means a level. */
export const MAX_RELATIVE_PERCENT = 1_000_000;

/** `reanchor`: each fire moves the level, by `step` or, without it, by what the level itself is away from the price. */
export type AskedRepeat =
  | { readonly mode: 'once' }
  | {
      readonly mode: 'every-time';
      readonly cooldownSeconds: number | null;
      readonly reanchor?: true;
      readonly step?: string;
    };

/** A rule as it is asked for: its levels may be relative to the price (docs/decisions/0025). */
export type AskedRule = Omit<Rule, 'repeat'> & { readonly repeat: AskedRepeat };

/** What a level can be relative to. `price`: null while it is not known; `at`: its instant, ms, exchange clock. */
export interface PriceNow {
  readonly price: string | null;
  readonly at: number;
  /** null: neither the exchange nor a price says it */
  readonly tickSize: string | null;
}

/** A level that was relative, and from which price it was resolved. `path`: in the request. */
export interface ResolvedLevel {
  readonly path: string;
  readonly relative: string;
  readonly level: string;
  readonly price: string;
  /** instant of the price, ms, exchange clock */
  readonly at: number;
}

export type ResolvedRule =
  | { readonly rule: Rule; readonly resolvedFrom: readonly ResolvedLevel[] }
  | { readonly invalid: readonly InvalidField[] };

/** Whether the rule says something that the coin's price or tick size must be known for. `before`: how the alert's level moved so far. */
export function needsPrice(asked: AskedRule, before: Reanchor | null): boolean {
  const moves = asked.repeat.mode === 'every-time' && asked.repeat.reanchor === true;
  return (moves && !before) || placedLevels(asked).some(isRelative);
}

/** The rule with levels that hold from now on. */
export function resolveRule(asked: AskedRule, now: PriceNow, before: Reanchor | null): ResolvedRule {
  const resolved = placedLevels(asked)
    .filter(isRelative)
    .map((level) => resolveLevel(level, now));
  const levels = resolved.flatMap((it) => ('level' in it ? [it] : []));
  const repeat = resolveRepeat(asked, { levels, now, before });
  const invalid = [...resolved.flatMap((it) => ('level' in it ? [] : [it])), ...('path' in repeat ? [repeat] : [])];
  if (invalid.length > 0 || 'path' in repeat) return { invalid };
  const put = (condition: Condition, path: string) => withLevels(condition, path, levels);
  const { condition, all } = asked;
  return {
    rule: {
      ...asked,
      ...(condition && { condition: put(condition, 'condition') }),
      ...(all && { all: all.map((each, index) => put(each, `all.${index}`)) }),
      repeat,
    },
    resolvedFrom: levels,
  };
}

interface PlacedLevel {
  readonly condition: Condition;
  readonly path: string;
  readonly text: string;
}

function placedLevels(asked: AskedRule): PlacedLevel[] {
  return conditionsOf(asked).flatMap((condition, index): PlacedLevel[] => {
    const path = asked.all ? `all.${index}` : 'condition';
    if ('level' in condition) return [{ condition, path: `${path}.level`, text: condition.level }];
    return [
      { condition, path: `${path}.from`, text: condition.from },
      { condition, path: `${path}.to`, text: condition.to },
    ];
  });
}

/** Of the price no level is below 0, so a sign says that it is relative; `-5` of a change is a level. A metric may be one that there is not. */
export function isRelativeLevel(metric: string, text: string): boolean {
  return text.startsWith('+') || text.endsWith('%') || (isPrice(metric) && text.startsWith('-'));
}

function isRelative({ condition, text }: PlacedLevel): boolean {
  return isRelativeLevel(condition.metric, text);
}

function isPrice(metric: string): boolean {
  return findMetric(metric)?.moves === 'with-price';
}

function resolveLevel(
  { condition, path, text }: PlacedLevel,
  { price, at, tickSize }: PriceNow,
): ResolvedLevel | InvalidField {
  if (!isPrice(condition.metric)) return { path, message: 'can not be relative: only a level of price can' };
  if (price === null || tickSize === null) {
    return {
      path,
      message: 'is relative to the price, which is not known at the moment: try again, or give the level itself',
    };
  }
  const most = MAX_RELATIVE_PERCENT;
  if (STEP.test(text) && Math.abs(Number.parseFloat(text)) > most)
    return { path, message: `must be at most ${most} %` };
  const level = levelFrom({ price, tickSize }, text);
  if (!(Number(level) > 0)) return { path, message: `leads to ${level}, from ${price}: it must be greater than 0` };
  if (Number(level) === Number(price))
    return { path, message: `is too small: rounded it leads to ${price}, the price itself` };
  return { path, relative: text, level, price, at };
}

interface Resolving {
  readonly levels: readonly ResolvedLevel[];
  readonly now: PriceNow;
  readonly before: Reanchor | null;
}

/** The step of the request comes first, then its relative level, then the step that the alert has. */
function resolveRepeat({ repeat }: AskedRule, { levels, now, before }: Resolving): Rule['repeat'] | InvalidField {
  if (repeat.mode === 'once') return repeat;
  const { mode, cooldownSeconds } = repeat;
  if (!repeat.reanchor) return { mode, cooldownSeconds };
  const path = 'repeat.reanchor';
  const relative = levels.find((level) => STEP.test(level.relative))?.relative;
  const step = repeat.step ?? relative ?? before?.step;
  if (step === undefined) {
    return { path, message: 'needs a level in percent of the price, such as "+5%", or a step' };
  }
  const tickSize = before?.tickSize ?? now.tickSize;
  if (tickSize === null) return { path, message: 'needs the tick size of the coin, which is not known at the moment' };
  return { mode, cooldownSeconds, reanchor: { step, tickSize } };
}

function withLevels(condition: Condition, path: string, levels: readonly ResolvedLevel[]): Condition {
  const at = (name: string, text: string) => levels.find((level) => level.path === `${path}.${name}`)?.level ?? text;
  if ('level' in condition) return { ...condition, level: at('level', condition.level) };
  return { ...condition, from: at('from', condition.from), to: at('to', condition.to) };
}
