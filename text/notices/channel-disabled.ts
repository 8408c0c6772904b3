import type { ContentOf, NoticeText } from './notice-text.ts';
import { receiverOf, refusalData, refusalRows, refusalSummary } from './refusal-facts.ts';

const WEBHOOK = [
  'It did not take what was sent to it, or answered too slowly, so nothing is sent there any more. Notices, and alerts that have the channel email, still come by mail. An alert whose only channel is this webhook reaches nobody until it is on again; what fires is kept in GET /api/triggers.',
  'When it works again, switch it on with PUT /api/me; GET /api/me shows your webhooks and their states.',
];

const DEVICE = [
  'Its push service did not take what was sent to it, or answered too slowly, so nothing is sent there any more. Notices, and alerts that have the channel email, still come by mail; your other devices get what they got before.',
  'To switch it on again, open Pricebell on that device, and choose “Notify this device” in Settings.',
];

export const channelDisabled: NoticeText<ContentOf<'channel-disabled'>> = {
  title: (content) => `${receiverOf(content)} was switched off`,
  details: (content) => ({
    tone: 'warning',
    kicker: content.device === null ? 'Webhook switched off' : 'Device switched off',
    paragraphs: content.device === null ? WEBHOOK : DEVICE,
    rows: refusalRows(content),
    summary: `${refusalSummary(content)} · ${content.device === null ? 'switch it on again with PUT /api/me' : 'switch it on again on that device, in Settings'}`,
  }),
  chatLines: ({ detail }) => [detail],
  event: (content) => ({ type: 'channel.disabled', data: refusalData(content) }),
};
