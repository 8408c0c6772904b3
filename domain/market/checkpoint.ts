import * as z from 'zod';
import { FEEDS } from './feed.ts';
import { publishedTradeSchema } from './trade.ts';

const checkpointCoinSchema = publishedTradeSchema.extend({
  /** the exchange stopped trading the coin at some time since that trade */
  wasHalted: z.boolean().optional(),
  /** exchange ms: since when the symbol means this coin; left out when it never meant another one */
  listedFrom: z.number().int().optional(),
});
export type CheckpointCoin = Readonly<z.infer<typeof checkpointCoinSchema>>;

/** How far each coin is published: the last trade that the ticks stream has accepted. Of one feed, as the ids are. */
export const checkpointSchema = z.object({
  feed: z.enum(FEEDS),
  coins: z.record(z.string(), checkpointCoinSchema),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
