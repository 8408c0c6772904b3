import * as z from 'zod';
import { OUTBOX_ENVIRONMENT } from '../../adapters/queues/channel-outboxes.ts';

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  ...OUTBOX_ENVIRONMENT,
  SET_ASIDE_QUEUE_URL: z.url(),
  PUBLIC_URL: z.url().regex(/[^/]$/, 'must not end in a slash'),
  PUSH_CONTACT: z.string().startsWith('mailto:'),
});
