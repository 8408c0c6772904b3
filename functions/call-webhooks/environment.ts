import * as z from 'zod';

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  WEBHOOKS_QUEUE_URL: z.string().min(1),
  MAILS_QUEUE_URL: z.string().min(1),
});
