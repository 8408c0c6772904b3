import { groupThousands } from '../../domain/market/decimal.ts';
import { isNotice, type Message } from '../../domain/messages/message.ts';
import type { Notice, NoticeContent } from '../../domain/messages/notice.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { formatFireValue, headline } from '../format/format-fire.ts';
import { formatAllFound, SIMULATED } from '../format/format-found.ts';
import { OUTAGE_WORDS } from '../format/format-outage.ts';
import { formatPaused } from '../format/format-paused.ts';
import { formatRule } from '../format/format-rule.ts';

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
      `Trade ${trade.id}: ${groupThousands(trade.price)} at ${utc(trade.time)}${before}`,
      // a fire by time: its trade is the last one before it
      ...(at === trade.time ? [] : [`Fired: ${utc(at)}`]),
      ...formatAllFound(trigger),
      `Rule: ${formatRule(rule, trigger)}`,
      ...(recovered ? ['Seen late, by catching up on what was missed.'] : []),
    ],
    at,
  };
}

function formatNotice({ content, at }: Notice): ChatWords {
  return { ...formatContent(content), at };
}

function formatContent(content: NoticeContent): Omit<ChatWords, 'at'> {
  switch (content.kind) {
    case 'coin-dark':
    case 'coin-halted': {
      const { hasBeen, meaning } = OUTAGE_WORDS[content.outage.cause];
      return { title: `${content.symbol} ${hasBeen} ${utc(content.outage.since)}`, lines: [meaning] };
    }
    case 'coin-back': {
      const { since, endedAt, rechecked } = content.outage;
      const until = endedAt === null ? '' : ` until ${utc(endedAt)}`;
      const line = rechecked
        ? `Of the trades up to ${rechecked.tradeId}, of ${utc(rechecked.time)}, those that the exchange still had have been judged; any others are under “unwatched” in GET /api/coins/${content.symbol}.`
        : 'What was missed could not be judged.';
      return { title: `${content.symbol} is seen again`, lines: [`Not seen from ${utc(since)}${until}.`, line] };
    }
    case 'alert-expired':
      return {
        title: `Your alert on ${content.symbol} has expired`,
        lines: [
          ...(content.note ? [content.note] : []),
          `Rule: ${formatRule(content.rule, content)}`,
          `Expired: ${utc(content.expiresAt)}`,
        ],
      };
    case 'channel-refused':
      return { title: `Your webhook at ${content.host} refused a message`, lines: [content.detail] };
    case 'alert-paused':
      return {
        title: `Your alert on ${content.symbol} was paused: the coin may be another one`,
        lines: [
          ...(content.note ? [content.note] : []),
          `${formatPaused(content.symbol, content.because, utc)}.`,
          `Rule: ${formatRule(content.rule, content)}`,
        ],
      };
    case 'channel-disabled':
      return { title: `Your webhook at ${content.host} was switched off`, lines: [content.detail] };
  }
}

function utc(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
