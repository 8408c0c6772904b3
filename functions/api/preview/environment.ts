import * as z from 'zod';
import { MAX_PREVIEW_MS } from '../../../domain/preview/preview.ts';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  TRIGGERS_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  PREVIEW_MS_PER_MINUTE: z.coerce.number().int().min(MAX_PREVIEW_MS),
});
