import * as z from 'zod';
import { CHANNEL_QUEUE_URLS } from '../../adapters/queues/channel-queues.ts';

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  ...CHANNEL_QUEUE_URLS,
  SET_ASIDE_QUEUE_URL: z.url(),
  MAX_FIRES_PER_HOUR: z.coerce.number().int().min(1),
});
