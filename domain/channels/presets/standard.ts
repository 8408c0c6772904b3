import { postJson } from './post-json.ts';
import type { Preset, PresetForm, WebhookEvent } from './preset.ts';

export const standardForm = {
  name: 'standard',
  label: 'webhook',
  address: { example: 'https://example.com/alerts', host: null, error: () => null, secret: null },
  chatId: null,
  options: {},
  words: null,
} as const satisfies PresetForm;

/** Somebody's own server. It gets the event in the envelope of Standard Webhooks, and answers as HTTP defines it. */
export const standard: Preset<'standard'> = {
  form: standardForm,
  request: (event, { url }) => postJson(url, envelopeOf(event)),
  judgeRefusal: () => null,
  paceOf: () => null,
};

export function envelopeOf({ type, data, chat }: WebhookEvent) {
  return { type, timestamp: new Date(chat.at).toISOString(), data };
}
