import * as z from 'zod';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
});
export type Environment = z.infer<typeof environmentSchema>;

/** @throws ZodError naming the variables that are missing */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return environmentSchema.parse(variables);
}
