import type { Preset } from './preset.ts';

/** Somebody's own server. It gets the event in the envelope of Standard Webhooks, and answers as HTTP defines it. */
export const standard: Preset<'standard'> = {
  name: 'standard',
  chatId: null,
  addressError: () => null,
  write: ({ type, data, chat }) => ({ type, timestamp: new Date(chat.at).toISOString(), data }),
  judgeRefusal: () => null,
  paceOf: () => null,
};
