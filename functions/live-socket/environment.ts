import * as z from 'zod';

export const environmentSchema = z.object({
  CONNECTIONS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  /** where frames are posted to */
  LIVE_CALLBACK_URL: z.url(),
  ISSUER: z.url(),
  CLIENT_ID: z.string().min(1),
  MAX_LIVE_VIEWERS: z.coerce.number().int().min(0),
});
