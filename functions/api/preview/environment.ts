import * as z from 'zod';

export const environmentSchema = z.object({
  MARKET_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
});
