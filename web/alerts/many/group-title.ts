import type { GroupSummary } from '../../../contract/group-view.ts';
import { PLAIN_DECIMAL } from '../../../domain/market/decimal.ts';
import { type Condition, levelTextsOf } from '../../../domain/rules/condition.ts';
import { operatorOf, takesRange } from '../../../domain/rules/operators/operators.ts';
import { bareNameOf, formatCondition } from '../../../text/format/format-metric.ts';
import { formatCount } from '../../format/format-count.ts';

type AskedCondition = NonNullable<GroupSummary['condition']>;

/** What a person calls the group, or what it waits for: `change-24h above 10 %`. */
export function groupTitle(group: GroupSummary): string {
  return group.name ?? groupSentence(group);
}

/** Levels stand as they were asked for: of each coin they may come to something else. */
export function groupSentence({ condition, all }: Pick<GroupSummary, 'condition' | 'all'>): string {
  return (all ?? (condition ? [condition] : [])).map(conditionText).join(' and ');
}

function conditionText({ metric, op, level, from, to }: AskedCondition): string {
  const asked: Condition = takesRange(op)
    ? { metric, op, from: from ?? '', to: to ?? '' }
    : { metric, op, level: level ?? '' };
  const levels = levelTextsOf(asked);
  if (levels.every((each) => PLAIN_DECIMAL.test(each))) return formatCondition(asked, { quote: null });
  return `${bareNameOf(metric)} ${operatorOf({ op }).words} ${[...new Set(levels)].join(' to ')}`;
}

/** `12 coins`, `every followed coin`. */
export function groupCoins({ coins }: Pick<GroupSummary, 'coins'>): string {
  if (coins === 'followed') return 'every followed coin';
  return formatCount(coins.length, 'coin');
}
