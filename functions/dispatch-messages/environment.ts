import * as z from 'zod';
import { OUTBOX_ENVIRONMENT } from '../../adapters/queues/channel-outboxes.ts';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  CONNECTIONS_TABLE: z.string().min(1),
  /** where frames are posted to open pages */
  LIVE_CALLBACK_URL: z.url(),
  TRIGGERS_TABLE: z.string().min(1),
  ...OUTBOX_ENVIRONMENT,
  SET_ASIDE_QUEUE_URL: z.url(),
  MAX_FIRES_PER_HOUR: z.coerce.number().int().min(1),
});
