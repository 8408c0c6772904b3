import type { Preset } from './preset.ts';

/** A receiver of one's own: the event in the envelope of Standard Webhooks, and answers as HTTP defines them. */
export const standard: Preset = {
  write: ({ type, data, words }) => ({ type, timestamp: new Date(words.at).toISOString(), data }),
  judgeRefusal: () => null,
  paceOf: () => null,
};
