import type { ChatMessage } from '../../domain/channels/presets/preset.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import { isNotice, type Message } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { formatFireValue, headline } from '../format/format-fire.ts';
import { formatAllFound, SIMULATED } from '../format/format-found.ts';
import { formatRule } from '../format/format-rule.ts';
import { nameFirst } from '../format/name-first.ts';
import { formatUtc } from '../format/wall-clock.ts';
import { describeNotice } from '../notices/notice-texts.ts';

export function formatChatMessage(message: Message): ChatMessage {
  return isNotice(message) ? formatNotice(message) : formatTrigger(message);
}

function formatTrigger(trigger: Trigger): ChatMessage {
  const { rule, trade, previousTrade, note, recovered } = trigger;
  const isMadeUp = isSimulated(trigger.feed);
  const value = formatFireValue(trigger, trigger);
  const at = firedAt(trigger);
  const before = previousTrade ? `, after ${groupThousands(previousTrade.price)}` : '';
  return {
    title: `${isMadeUp ? '[simulator] ' : ''}${nameFirst(trigger.name, headline(trigger))} (${value})`,
    lines: [
      ...(note ? [note] : []),
      ...(isMadeUp ? [SIMULATED] : []),
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

function formatNotice({ content, at }: Notice): ChatMessage {
  const text = describeNotice(content);
  const title = nameFirst('name' in content ? content.name : null, text.title(formatUtc));
  return { title, lines: text.chatLines(), at };
}
