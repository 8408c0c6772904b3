import * as z from 'zod';

/** The fire that ended a round of a group that fires once. */
export const groupFireSchema = z.object({
  /** of the fire */
  triggerId: z.string(),
  symbol: z.string(),
  /** its instant, exchange clock, ms */
  at: z.number().int(),
});
export type GroupFire = z.infer<typeof groupFireSchema>;
