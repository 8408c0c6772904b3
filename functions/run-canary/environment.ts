import * as z from 'zod';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
});
