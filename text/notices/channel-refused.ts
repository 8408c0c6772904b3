import type { ContentOf, NoticeText } from './notice-text.ts';
import { refusalData, refusalRows, refusalSummary } from './refusal-facts.ts';

export const channelRefused: NoticeText<ContentOf<'channel-refused'>> = {
  title: ({ host }) => `Your webhook at ${host} refused a message`,
  details: (content) => {
    const { webhookId, newAddress } = content;
    const remedy =
      newAddress === null
        ? `If it should have been taken, change it there and try it with POST /api/me/webhooks/${webhookId}/test.`
        : 'Redirects are not followed. If the new address is yours, save your alerts with it.';
    return {
      tone: 'warning',
      kicker: 'Webhook refused a message',
      paragraphs: [
        'What it refused is not sent there again. Later messages are tried; when ten in a row are refused, the webhook is switched off. You get no other mail like this one until it has taken a message.',
        remedy,
      ],
      rows: refusalRows(content),
      summary: refusalSummary(content),
    };
  },
  chatLines: ({ detail }) => [detail],
  event: (content) => ({ type: 'channel.refused', data: refusalData(content) }),
};
