import { conditionsOf, type Reanchor, type Repeat, type Rule, reanchorOf } from '../../domain/rules/rule.ts';
import { formatCondition, formatDuration, type Quoted } from './format-metric.ts';

/** The rule with its options, in one line: `price crosses above 65,000, held for 5 minutes`. */
export function formatRule(rule: Rule, quoted: Quoted): string {
  const conditions = conditionsOf(rule).map((condition) => formatCondition(condition, quoted));
  return [
    conditions.length > 1 ? `all of: ${conditions.join('; ')}` : conditions.join(),
    rule.holdSeconds === null ? '' : `held for ${formatDuration(rule.holdSeconds)}`,
    rule.confirm === 'minute-close' ? 'at minute closes' : '',
    formatRepeat(rule.repeat),
    formatReanchor(rule),
    rule.rearmPercent === null ? '' : `after a retreat of ${rule.rearmPercent} %`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** `then at +5 % from the price that fired` */
function formatReanchor(rule: Rule): string {
  const reanchor = reanchorOf(rule);
  return reanchor ? `then at ${formatStep(reanchor)} from the price that fired` : '';
}

/** `+5 %` */
export function formatStep({ step }: Reanchor): string {
  return step.replace('%', ' %');
}

function formatRepeat(repeat: Repeat): string {
  if (repeat.mode === 'once') return '';
  const { cooldownSeconds } = repeat;
  return cooldownSeconds === null ? 'every time' : `every time, at most once in ${formatDuration(cooldownSeconds)}`;
}
