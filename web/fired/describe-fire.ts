import type { TriggerView } from '../../contract/trigger-view.ts';
import type { Condition } from '../../domain/rules/condition.ts';
import { formatFireValue, headline } from '../../text/format/format-fire.ts';
import { formatCondition, formatFound, isPrinted } from '../../text/format/format-metric.ts';
import { nameFirst } from '../../text/format/name-first.ts';

/** `BTCUSDT crossed above 65,000`: the sentence of its mail. */
export function fireSentence(trigger: TriggerView): string {
  const { rule, symbol, quote, metric, level, reason, conditions } = trigger;
  const { rearmPercent, holdSeconds, confirm } = rule;
  // how it repeats and when it expires is no part of the sentence
  const read = { ...conditionsIn(rule), repeat: { mode: 'once' } as const, expiresAt: null };
  return headline({
    ...{ symbol, quote, metric, level, reason, conditions },
    rule: { ...read, rearmPercent, holdSeconds, confirm },
  });
}

function conditionsIn({ condition, all }: TriggerView['rule']): { condition: Condition } | { all: Condition[] } {
  return condition ? { condition } : { all: all ?? [] };
}

/** With the alert's name first, if it has one: `Breakout: BTCUSDT crossed above 65,000`. */
export function fireTitle(trigger: TriggerView): string {
  return nameFirst(trigger.name, fireSentence(trigger));
}

/** The value that fired: `65,001.2`. */
export function fireValue(trigger: TriggerView): string {
  return formatFireValue(trigger, trigger);
}

export interface FoundCondition {
  readonly condition: string;
  readonly value: string;
  readonly isDeciding: boolean;
}

/** What each condition found. Empty for one on the price alone: its value is the price of the trade. */
export function foundConditions({ conditions, quote }: TriggerView): FoundCondition[] {
  const [only, ...more] = conditions;
  if (only && more.length === 0 && isPrinted(only.condition.metric)) return [];
  return conditions.map(({ condition, value, deciding }) => ({
    condition: formatCondition(condition, { quote }),
    value: formatFound(condition, value, { quote }),
    isDeciding: deciding && more.length > 0,
  }));
}
