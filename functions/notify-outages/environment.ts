import * as z from 'zod';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  TRIGGERS_TABLE: z.string().min(1),
  MAILS_QUEUE_URL: z.url(),
  WEBHOOKS_QUEUE_URL: z.url(),
  SET_ASIDE_QUEUE_URL: z.url(),
});
