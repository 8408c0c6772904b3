import { postJson } from './post-json.ts';
import type { Preset, PresetForm } from './preset.ts';

export const standardForm = {
  name: 'standard',
  label: 'webhook',
  address: { example: 'https://example.com/alerts', host: null, error: () => null, secret: null },
  chatId: null,
  options: {},
} as const satisfies PresetForm;

/** Somebody's own server. It gets the event in the envelope of Standard Webhooks, and answers as HTTP defines it. */
export const standard: Preset<'standard'> = {
  form: standardForm,
  request: ({ type, data, chat }, { url }) => postJson(url, { type, timestamp: new Date(chat.at).toISOString(), data }),
  judgeRefusal: () => null,
  paceOf: () => null,
};
