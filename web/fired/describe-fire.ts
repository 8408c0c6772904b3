import type { TriggerView } from '../../contract/trigger-view.ts';
import { fireSentence } from '../../text/format/format-fire-view.ts';
import { formatCondition, formatFound, isPrinted } from '../../text/format/format-metric.ts';
import { nameFirst } from '../../text/format/name-first.ts';

/** With the alert's name first, if it has one: `Breakout: BTCUSDT crossed above 65,000`. */
export function fireTitle(trigger: TriggerView): string {
  return nameFirst(trigger.name, fireSentence(trigger));
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
