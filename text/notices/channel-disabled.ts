import type { ContentOf, NoticeText } from './notice-text.ts';
import { refusalData, refusalRows, refusalSummary } from './refusal-facts.ts';

export const channelDisabled: NoticeText<ContentOf<'channel-disabled'>> = {
  title: ({ host }) => `Your webhook at ${host} was switched off`,
  details: (content) => ({
    tone: 'warning',
    kicker: 'Webhook switched off',
    paragraphs: [
      'It did not take what was sent to it, or answered too slowly, so nothing is sent there any more. Notices, and alerts that have the channel email, still come by mail. An alert whose only channel is this webhook reaches nobody until it is on again; what fires is kept in GET /api/triggers.',
      'When it works again, switch it on with PUT /api/me; GET /api/me shows your webhooks and their states.',
    ],
    rows: refusalRows(content),
    summary: `${refusalSummary(content)} · switch it on again with PUT /api/me`,
  }),
  chatLines: ({ detail }) => [detail],
  event: (content) => ({ type: 'channel.disabled', data: refusalData(content) }),
};
