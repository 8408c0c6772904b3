import * as z from 'zod';
import { MAX_INDEX_SHARDS } from '../../domain/market/coin.ts';

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
  BOOK_SHARDS: z.coerce.number().int().min(1).max(MAX_INDEX_SHARDS),
});
/** What Lambda itself sets: the folder of the code. */
export const lambdaSchema = z.object({ LAMBDA_TASK_ROOT: z.string().min(1) });

export type Environment = z.infer<typeof environmentSchema>;

/** @throws ZodError naming the variables that are missing */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return environmentSchema.parse(variables);
}
