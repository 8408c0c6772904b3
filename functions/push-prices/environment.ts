import * as z from 'zod';

export const environmentSchema = z.object({
  CONNECTIONS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  /** where frames are posted to */
  LIVE_CALLBACK_URL: z.url(),
});
