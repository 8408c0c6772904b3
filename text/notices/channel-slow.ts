import type { ContentOf, NoticeText } from './notice-text.ts';
import { receiverOf, refusalData, refusalRows, refusalSummary } from './refusal-facts.ts';

export const channelSlow: NoticeText<ContentOf<'channel-slow'>> = {
  title: (content) =>
    content.device === null
      ? `${receiverOf(content)} answers too slowly, or not at all`
      : `${receiverOf(content)} is too slow, or does not work`,
  details: (content) => ({
    tone: 'warning',
    kicker: content.device === null ? 'Webhook too slow' : 'Push too slow',
    paragraphs: [
      'After each call that is slow or without an answer, messages to it wait: by now for 15 minutes. It is switched off when ten answers in a row were too slow, or when a message could not be delivered for 24 hours.',
      `An answer within two seconds ends that. When you have changed something, try it ${tryOut(content)}.`,
    ],
    rows: refusalRows(content),
    summary: refusalSummary(content),
  }),
  chatLines: ({ detail }) => [detail],
  event: (content) => ({ type: 'channel.slow', data: refusalData(content) }),
};

function tryOut({ device, webhookId }: ContentOf<'channel-slow'>): string {
  return device === null ? `with POST /api/me/webhooks/${webhookId}/test` : 'in Settings with “Send a test”';
}
