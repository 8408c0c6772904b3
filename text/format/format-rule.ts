import { conditionsOf, type Repeat, type Rule } from '../../domain/rules/rule.ts';
import { formatCondition, formatDuration, type Quoted } from './format-metric.ts';

/** The rule with its options, in one line: `price crosses above 65,000, held for 5 minutes`. */
export function formatRule(rule: Rule, quoted: Quoted): string {
  const conditions = conditionsOf(rule).map((condition) => formatCondition(condition, quoted));
  return [
    conditions.length > 1 ? `all of: ${conditions.join('; ')}` : conditions.join(),
    rule.holdSeconds === null ? '' : `held for ${formatDuration(rule.holdSeconds)}`,
    rule.confirm === 'minute-close' ? 'at minute closes' : '',
    formatRepeat(rule.repeat),
    rule.rearmPercent === null ? '' : `after a retreat of ${rule.rearmPercent} %`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function formatRepeat(repeat: Repeat): string {
  if (repeat.mode === 'once') return '';
  const { cooldownSeconds } = repeat;
  return cooldownSeconds === null ? 'every time' : `every time, at most once in ${formatDuration(cooldownSeconds)}`;
}
