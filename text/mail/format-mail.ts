import { isSimulated } from '../../domain/market/feed.ts';
import { happenedAt, isNotice, type Message } from '../../domain/messages/message.ts';
import { SIMULATED } from '../format/format-found.ts';
import { nameFirst } from '../format/name-first.ts';
import { createWallClock, type WallClock } from '../format/wall-clock.ts';
import type { MailContent, MailSection } from './mail-content.ts';
import { noticeSection } from './notice-section.ts';
import type { Recipient } from './recipient.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { triggerSection } from './trigger-section.ts';

/** `text` and `html` say the same. */
export interface FormattedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Messages = readonly [Message, ...Message[]];

const REPEATED =
  'This mail may be the second one: it never became known whether the first reached you. What it reports happened once.';

/** One mail with all of `messages`, in the order in which they happened. */
export function formatMail(messages: Messages, recipient: Recipient): FormattedMail {
  const ordered = [...messages].sort((a, b) => happenedAt(a) - happenedAt(b) || (a.id < b.id ? -1 : 1));
  const clock = createWallClock(recipient.timeZone);
  const sections = ordered.map((message) => sectionOf(message, recipient, clock));
  const content: MailContent = {
    ...openingOf(sections, ordered),
    banners: [...(messages.some(isFromSimulator) ? [SIMULATED] : []), ...(recipient.isRepeat ? [REPEATED] : [])],
    sections,
    footer: [
      `Pricebell sends this because of alerts that you made. Times are those of ${clock.timeZone}.`,
      ...(messages.some(isNotice) ? [] : ['Each alert names the very trade that fired it.']),
    ],
    unsubscribe: recipient.links.unsubscribe,
  };
  return { subject: content.subject, text: renderText(content), html: renderHtml(content) };
}

function isFromSimulator(message: Message): boolean {
  return !isNotice(message) && isSimulated(message.feed);
}

function sectionOf(message: Message, { decimalsOf, links, chart }: Recipient, clock: WallClock): MailSection {
  if (isNotice(message)) return noticeSection(message, { clock, decimalsOf, pages: links.alerts });
  const { symbol, alertId } = message;
  return triggerSection(message, { clock, decimals: decimalsOf(symbol), page: links.alerts.get(alertId), chart });
}

function openingOf(
  sections: readonly MailSection[],
  ordered: readonly Message[],
): Pick<MailContent, 'subject' | 'preheader' | 'heading'> {
  const origin = ordered.some(isFromSimulator) ? '[simulator] ' : '';
  const titles = sections.map(({ name, title }) => nameFirst(name, title));
  const first = titles[0] ?? '';
  if (sections.length === 1) {
    return { subject: `${origin}${first}`, preheader: sections[0]?.summary ?? '', heading: null };
  }
  const heading = `${sections.length} ${nounOf(ordered)}`;
  // a trigger matters more than a notice
  const lead = titles[ordered.findIndex((message) => !isNotice(message))] ?? first;
  const subject = `${origin}${heading}: ${lead} and ${sections.length - 1} more`;
  return {
    subject,
    preheader: titles.slice(1, 4).join(' · '),
    heading,
  };
}

function nounOf(messages: readonly Message[]): string {
  if (!messages.some(isNotice)) return 'alerts';
  return messages.every(isNotice) ? 'notices' : 'messages';
}
