import type { ContentOf, NoticeText } from './notice-text.ts';
import { receiverOf, refusalData, refusalRows, refusalSummary } from './refusal-facts.ts';

export const channelRefused: NoticeText<ContentOf<'channel-refused'>> = {
  title: (content) => `${receiverOf(content)} ${content.device === null ? 'refused a message' : 'was refused'}`,
  details: (content) => {
    const { webhookId, device, newAddress } = content;
    return {
      tone: 'warning',
      kicker: device === null ? 'Webhook refused a message' : 'Push refused',
      paragraphs: [
        `What it refused is not sent there again. Later messages are tried; when ten in a row are refused, the ${device === null ? 'webhook' : 'device'} is switched off. You get no other mail like this one until it has taken a message.`,
        device === null ? remedyOf(webhookId, newAddress) : 'Try it in Settings with “Send a test”.',
      ],
      rows: refusalRows(content),
      summary: refusalSummary(content),
    };
  },
  chatLines: ({ detail }) => [detail],
  event: (content) => ({ type: 'channel.refused', data: refusalData(content) }),
};

function remedyOf(webhookId: string, newAddress: string | null): string {
  return newAddress === null
    ? `If it should have been taken, change it there and try it with POST /api/me/webhooks/${webhookId}/test.`
    : 'Redirects are not followed. If the new address is yours, save your alerts with it.';
}
