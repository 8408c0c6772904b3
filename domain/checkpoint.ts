import * as z from 'zod';
import { FEEDS } from './coin.ts';
import { publishedTradeSchema } from './trade.ts';

/** How far each coin is told: the last trade that the ticks stream is known to have taken. Of one feed, as ids are. */
export const checkpointSchema = z.object({
  feed: z.enum(FEEDS),
  coins: z.record(z.string(), publishedTradeSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
