import { groupThousands } from '../../domain/market/decimal.ts';
import { isNotice, type Message } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { formatFireValue, headline } from '../format/format-fire.ts';
import { formatAllFound, SIMULATED } from '../format/format-found.ts';
import { formatRule } from '../format/format-rule.ts';
import { formatUtc } from '../format/wall-clock.ts';
import { describeNotice } from '../notices/notice-texts.ts';

/** A message in the words of a chat. Plain text: each platform escapes it in its own way. */
export interface ChatWords {
  readonly title: string;
  readonly lines: readonly string[];
  /** ms: when what is told happened */
  readonly at: number;
}

export function formatChatMessage(message: Message): ChatWords {
  return isNotice(message) ? formatNotice(message) : formatTrigger(message);
}

function formatTrigger(trigger: Trigger): ChatWords {
  const { rule, trade, previousTrade, note, recovered } = trigger;
  const isSimulated = trigger.feed === 'simulator';
  const value = formatFireValue(trigger, trigger);
  const at = firedAt(trigger);
  const before = previousTrade ? `, after ${groupThousands(previousTrade.price)}` : '';
  return {
    title: `${isSimulated ? '[simulator] ' : ''}${headline(trigger)} (${value})`,
    lines: [
      ...(note ? [note] : []),
      ...(isSimulated ? [SIMULATED] : []),
      `Trade ${trade.id}: ${groupThousands(trade.price)} at ${formatUtc(trade.time)}${before}`,
      // a fire by time: its trade is the last one before it
      ...(at === trade.time ? [] : [`Fired: ${formatUtc(at)}`]),
      ...formatAllFound(trigger),
      `Rule: ${formatRule(rule, trigger)}`,
      ...(recovered ? ['Seen late, by catching up on what was missed.'] : []),
    ],
    at,
  };
}

function formatNotice({ content, at }: Notice): ChatWords {
  const text = describeNotice(content);
  return { title: text.title(formatUtc), lines: text.chatLines(), at };
}
