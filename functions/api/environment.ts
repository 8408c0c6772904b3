import * as z from 'zod';
import { MAX_INDEX_SHARDS } from '../../domain/market/coin.ts';
import type { Limits } from '../../domain/people/limits.ts';

const most = z.coerce.number().int().min(1);

export const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
  BOOK_SHARDS: z.coerce.number().int().min(1).max(MAX_INDEX_SHARDS),
  MAX_ALERTS: most,
  MAX_ARMED_PER_COIN: most,
  MAX_COINS: z.coerce.number().int().min(0),
  WRITES_PER_MINUTE: most,
  PREVIEW_MS_PER_MINUTE: most,
  MAX_FIRES_PER_HOUR: most,
});
export type Environment = z.infer<typeof environmentSchema>;

/** @throws ZodError naming the variables that are missing */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  return environmentSchema.parse(variables);
}

export function limitsOf(environment: Environment): Limits {
  return {
    maxAlerts: environment.MAX_ALERTS,
    maxArmedPerCoin: environment.MAX_ARMED_PER_COIN,
    maxCoins: environment.MAX_COINS,
    writesPerMinute: environment.WRITES_PER_MINUTE,
    previewMsPerMinute: environment.PREVIEW_MS_PER_MINUTE,
    maxFiresPerHour: environment.MAX_FIRES_PER_HOUR,
  };
}
