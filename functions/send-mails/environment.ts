import * as z from 'zod';

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  MAILS_QUEUE_URL: z.url(),
  SET_ASIDE_QUEUE_URL: z.url(),
  /** an address, or `Name <address>` */
  MAIL_FROM: z.string().includes('@'),
  /** empty: replies go to the sender */
  MAIL_REPLY_TO: z.union([z.literal(''), z.string().includes('@')]),
  CONFIGURATION_SET: z.string().min(1),
  /** origin of the API, without a slash at its end */
  PUBLIC_URL: z.url().regex(/[^/]$/, 'must not end in a slash'),
});
