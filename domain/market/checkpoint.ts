import * as z from 'zod';
import { FEEDS } from './coin.ts';
import { publishedTradeSchema } from './trade.ts';

const checkpointCoinSchema = publishedTradeSchema.extend({
  /** the exchange has not traded the coin at some time since that trade */
  wasHalted: z.boolean().optional(),
  /** exchange ms: since when the name stands for this coin; left out when it stood for no other */
  listedFrom: z.number().int().optional(),
});
export type CheckpointCoin = Readonly<z.infer<typeof checkpointCoinSchema>>;

/** How far each coin is told: the last trade that the ticks stream is known to have taken. Of one feed, as ids are. */
export const checkpointSchema = z.object({
  feed: z.enum(FEEDS),
  coins: z.record(z.string(), checkpointCoinSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
