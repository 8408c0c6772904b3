import { happenedAt, isNotice, type Message } from '../../domain/messages/message.ts';
import { SIMULATED } from '../format/format-found.ts';
import { createWallClock, type WallClock } from '../format/wall-clock.ts';
import type { MailContent, MailSection } from './mail-content.ts';
import { noticeSection } from './notice-section.ts';
import type { Recipient } from './recipient.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { triggerSection } from './trigger-section.ts';

/** The words of one mail. `text` and `html` say the same. */
export interface FormattedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Messages = readonly [Message, ...Message[]];

const REPEATED =
  'This mail may be the second of the same: it never became known whether the first one reached you. What it tells happened once.';

/** One mail that tells all of `messages`, in the order in which they happened. */
export function formatMail(messages: Messages, reader: Recipient): FormattedMail {
  const ordered = [...messages].sort((a, b) => happenedAt(a) - happenedAt(b) || (a.id < b.id ? -1 : 1));
  const clock = createWallClock(reader.timeZone);
  const stories = ordered.map((message) => tell(message, reader, clock));
  const letter: MailContent = {
    ...opening(stories, ordered),
    banners: [...(messages.some(isSimulated) ? [SIMULATED] : []), ...(reader.isRepeat ? [REPEATED] : [])],
    sections: stories,
    footer: [
      `Pricebell sends this because of alerts that you made. Times are those of ${clock.timeZone}.`,
      ...(messages.some(isNotice) ? [] : ['Each alert names the very trade that rang it.']),
    ],
    unsubscribe: reader.links.unsubscribe,
  };
  return { subject: letter.subject, text: renderText(letter), html: renderHtml(letter) };
}

/** On the exchange's clock where the exchange tells it; ours is close enough to put notices between. */
function isSimulated(message: Message): boolean {
  return !isNotice(message) && message.feed === 'simulator';
}

function tell(message: Message, { decimalsOf, links, chart }: Recipient, clock: WallClock): MailSection {
  if (isNotice(message)) return noticeSection(message, { clock, decimalsOf, pages: links.alerts });
  const { symbol, alertId } = message;
  return triggerSection(message, { clock, decimals: decimalsOf(symbol), page: links.alerts.get(alertId), chart });
}

function opening(
  stories: readonly MailSection[],
  ordered: readonly Message[],
): Pick<MailContent, 'subject' | 'preheader' | 'heading'> {
  const origin = ordered.some(isSimulated) ? '[simulator] ' : '';
  const first = stories[0]?.title ?? '';
  if (stories.length === 1) {
    return { subject: `${origin}${first}`, preheader: stories[0]?.line ?? '', heading: null };
  }
  const heading = `${stories.length} ${nounOf(ordered)}`;
  // what rang says more than what was noticed
  const lead = stories[ordered.findIndex((message) => !isNotice(message))]?.title ?? first;
  const subject = `${origin}${heading}: ${lead} and ${stories.length - 1} more`;
  return {
    subject,
    preheader: stories
      .map(({ title }) => title)
      .slice(1, 4)
      .join(' · '),
    heading,
  };
}

function nounOf(messages: readonly Message[]): string {
  if (!messages.some(isNotice)) return 'alerts';
  return messages.every(isNotice) ? 'notices' : 'messages';
}
