import type { TriggerView } from '../../contract/trigger-view.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import { formatFireValue, headline } from '../../text/format/format-fire.ts';
import { nameFirst } from '../../text/format/name-first.ts';

/** What is read of the view is the same in the rule itself. */
function conditionOfRule({ condition, all }: TriggerView['rule']): { condition: Condition } | { all: Condition[] } {
  return condition ? { condition } : { all: all ?? [] };
}

/** The sentence of a fire, as mails have it, and the value that fired. Loaded with the first fire: the words of all metrics are some kilobytes. */
export function describeFire(trigger: TriggerView): { title: string; value: string } {
  const { rule, name } = trigger;
  const expiresAt = rule.expiresAt === null ? null : Date.parse(rule.expiresAt);
  const { rearmPercent, holdSeconds, confirm } = rule;
  const read = {
    ...conditionOfRule(rule),
    ...{ repeat: { mode: 'once' } as const, rearmPercent, holdSeconds, confirm, expiresAt },
  };
  const { symbol, quote, metric, level, reason, conditions } = trigger;
  const title = nameFirst(name, headline({ symbol, quote, metric, level, reason, conditions, rule: read }));
  return { title, value: formatFireValue(trigger, { quote }) };
}
