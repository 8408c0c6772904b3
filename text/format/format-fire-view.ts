import type { TriggerView } from '../../contract/trigger-view.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import type { Repeat, Rule } from '../../domain/rules/rule.ts';
import { formatFireValue, headline } from './format-fire.ts';
import { formatRule } from './format-rule.ts';

// A fire as the API, webhooks and the page have it, in the words of its mail.

type Ruled = Pick<TriggerView, 'rule' | 'symbol' | 'quote' | 'metric' | 'level' | 'reason' | 'conditions'>;

/** `BTCUSDT crossed above 65,000` */
export function fireSentence({ rule, ...fire }: Ruled): string {
  return headline({ ...fire, rule: ruleIn(rule) });
}

/** `price crosses above 65,000, every time, at most once in 5 minutes` */
export function fireRule({ rule, quote }: Pick<TriggerView, 'rule' | 'quote'>): string {
  return formatRule(ruleIn(rule), { quote });
}

/** The value that fired: `65,001.2`. */
export function fireValue(fire: Pick<TriggerView, 'metric' | 'value' | 'level' | 'conditions' | 'quote'>): string {
  return formatFireValue(fire, fire);
}

/** No text says when a rule expires, nor the tick that its next level is rounded to. */
function ruleIn({ condition, all, repeat, rearmPercent, holdSeconds, confirm }: TriggerView['rule']): Rule {
  const conditions: { condition: Condition } | { all: Condition[] } = condition ? { condition } : { all: all ?? [] };
  return { ...conditions, repeat: repeatIn(repeat), rearmPercent, holdSeconds, confirm, expiresAt: null };
}

function repeatIn(repeat: TriggerView['rule']['repeat']): Repeat {
  if (repeat.mode === 'once') return repeat;
  const { mode, cooldownSeconds, step } = repeat;
  return { mode, cooldownSeconds, ...(step !== undefined && { reanchor: { step, tickSize: '' } }) };
}
