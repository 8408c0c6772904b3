import type { Trade } from '../../../domain/market/trade.ts';
import type { Metric } from '../../../domain/metrics/metric.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import type { LevelOperator, RangeOperator } from '../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { MINUTE, type MinuteValues } from '../../oracle/coin-events.ts';
import { type PlainAlert, watchPlainly } from '../../oracle/plain-alerts.ts';

/** Second 0 of the tests is a minute's start. */
const NOON = Date.UTC(2026, 0, 5, 12, 0, 0);
const instantOf = (second: number) => NOON + Math.round(second * 1_000);

/** `second:price second:price …`; the ids are 0, 1, 2, … */
export type Tape = string;

export const is = (op: LevelOperator, level: number, metric: Metric = 'price'): Condition => ({
  metric,
  op,
  level: String(level),
});

export const range = (op: RangeOperator, from: number, to: number, metric: Metric = 'price'): Condition => ({
  ...{ metric, op, from: String(from), to: String(to) },
});

type RuleFields = Partial<Omit<Rule, 'expiresAt' | 'repeat'>> & { expiresAt?: number; cooldown?: number | null };

/** `once` unless there is a `cooldown`, null for none. `expiresAt` is a second. */
function ruleOf({ cooldown, expiresAt, ...fields }: RuleFields): Rule {
  return {
    repeat: cooldown === undefined ? { mode: 'once' } : { mode: 'every-time', cooldownSeconds: cooldown },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    expiresAt: expiresAt === undefined ? null : instantOf(expiresAt),
    ...fields,
  };
}

interface Surroundings {
  /** seconds */
  readonly armAfter?: number;
  readonly until?: number;
  readonly knownFrom?: number;
  /** by the minute's number */
  readonly volume?: readonly (number | null)[];
  readonly volatility?: readonly (number | null)[];
  readonly ref?: readonly (number | null)[];
  /** minute's number */
  readonly valuesFrom?: number;
  readonly after?: PlainAlert['after'];
}

/** What the oracle says, with seconds for instants. */
export function read(fields: RuleFields, tape: Tape, around: Surroundings = {}) {
  const trades = tape.split(' ').map((step, id): Trade => {
    const [second = '', price = ''] = step.split(':');
    return { id, time: instantOf(Number(second)), price, quantity: '1' };
  });
  const { armAfter = 0, until, knownFrom = 0, valuesFrom, after = null } = around;
  const alert = {
    ...{ rule: ruleOf(fields), armAfter: instantOf(armAfter), knownFrom, quietIsSpent: false, waitsFor: null },
    valuesFrom: valuesFrom === undefined ? Number.NEGATIVE_INFINITY : NOON + valuesFrom * MINUTE,
    after: after && { ...after, instant: instantOf(after.instant) },
  };
  const { fires, status } = watchPlainly(alert, {
    trades,
    valuesOf: (minute) => valuesIn(around, (minute - NOON) / MINUTE),
    until: until === undefined ? null : instantOf(until),
  });
  return { fires: fires.map((fire) => ({ ...fire, second: (fire.instant - NOON) / 1_000 })), status };
}

function valuesIn({ volume, volatility, ref }: Surroundings, minute: number): MinuteValues {
  return {
    refs: { 'change-5m': ref?.[minute] ?? null },
    measures: { 'volume-5m': volume?.[minute] ?? null, 'volatility-1h': volatility?.[minute] ?? null },
  };
}

/** `id@second` of each fire. */
export function firesOf(fields: RuleFields, tape: Tape, around: Surroundings = {}): string[] {
  return read(fields, tape, around).fires.map(({ tradeId, second }) => `${tradeId}@${second}`);
}
