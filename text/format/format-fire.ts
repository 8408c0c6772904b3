import type { Fire } from '../../domain/messages/trigger.ts';
import { movesAtMinutes } from '../../domain/metrics/metric.ts';
import { type Condition, levelTextsOf } from '../../domain/rules/condition.ts';
import { FIRE_REASON_FACTS, type FireReason } from '../../domain/rules/fire-reason.ts';
import { operatorOf } from '../../domain/rules/operators/operators.ts';
import { conditionsOf, type Rule } from '../../domain/rules/rule.ts';
import {
  formatBound,
  formatDuration,
  formatExactly,
  formatSubject,
  formatValue,
  type Quoted,
  turnWords,
} from './format-metric.ts';

/** The value that fired, rounded to be shown beside the deciding condition. Fires of earlier versions have its level alone. */
export function formatFireValue({ metric, value, level, conditions }: FoundValue, quoted: Quoted): string {
  const deciding = conditions.find((each) => each.deciding);
  const levels = deciding ? levelTextsOf(deciding.condition) : [level];
  return formatValue(metric, value, { levels, quote: quoted.quote });
}

type FoundValue = Pick<Fire, 'metric' | 'value' | 'level' | 'conditions'>;

type Met = Pick<Fire, 'metric' | 'level' | 'reason' | 'conditions'>;

/** The deciding condition. Fires of earlier versions do not name it: there it is the one that fits metric, level and reason. */
function metCondition(rule: Rule, { metric, level, reason, conditions }: Met): Condition | undefined {
  const deciding = conditions.find((each) => each.deciding);
  if (deciding) return deciding.condition;
  const ofMetric = conditionsOf(rule).filter((condition) => condition.metric === metric);
  const fits = (condition: Condition) =>
    operatorOf(condition).reasons.includes(reason) &&
    ('level' in condition ? condition.level === level : condition.from === level || condition.to === level);
  return ofMetric.find(fits) ?? ofMetric[0];
}

/** Where a value that met the condition for this reason must stay while a hold lasts: `at or above 65,000`. */
export function formatStay(condition: Condition, reason: FireReason, quoted: Quoted): string {
  const where = FIRE_REASON_FACTS[reason].stays ?? operatorOf(condition).words;
  return `${turnWords(where, condition.metric, levelTextsOf(condition))} ${formatBound(condition, quoted)}`;
}

type Headlined = Met & Quoted & { readonly symbol: string; readonly rule: Rule };

/** `BTCUSDT crossed above 65,000`, `BTCUSDT change-1h stayed at or above 5 % for 5 minutes` */
export function headline(fire: Headlined): string {
  const { symbol, rule, metric, level } = fire;
  const condition = metCondition(rule, fire);
  // cannot be: a fire has the metric and level of a condition of its rule
  if (!condition) return `${formatSubject(symbol, metric)} reached ${formatExactly(metric, level, fire)}`;
  return `${formatSubject(symbol, metric, levelTextsOf(condition))} ${formatEvent(fire, condition)}${formatOthers(rule)}`;
}

function formatEvent(fire: Headlined, condition: Condition): string {
  const { rule, reason } = fire;
  // a metric that moves at minute boundaries only does not close
  const atClose = rule.confirm === 'minute-close' && !movesAtMinutes(condition.metric);
  const stay = formatStay(condition, reason, fire);
  if (rule.holdSeconds !== null) {
    return `${atClose ? 'closed' : 'stayed'} ${stay} for ${formatDuration(rule.holdSeconds)}`;
  }
  const { moved, closed, stays } = FIRE_REASON_FACTS[reason];
  const move = turnWords(atClose ? closed : moved, condition.metric, levelTextsOf(condition));
  return `${move} ${stays === null ? stay : formatBound(condition, fire)}`;
}

function formatOthers(rule: Rule): string {
  const count = conditionsOf(rule).length - 1;
  if (count < 1) return '';
  return count === 1 ? ' and the other condition holds' : ` and the ${count} other conditions hold`;
}
