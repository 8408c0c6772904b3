import * as z from 'zod';
import { FEEDS } from '../domain/market/coin.ts';

/** A base address without its trailing slash: paths are added to it. */
const baseAddress = (protocol: RegExp) => z.url({ protocol }).transform((address) => address.replace(/\/+$/, ''));

const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  COINS_STREAM_ARN: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  CANDLES_TABLE: z.string().min(1),
  TICKS_STREAM: z.string().min(1),
  BINANCE_WS_URL: baseAddress(/^wss?$/),
  BINANCE_REST_URL: baseAddress(/^https?$/),
  FEED: z.enum(FEEDS),
  FLUSH_INTERVAL_MS: z.coerce.number().int().min(10).max(5_000),
  /** A coin that is not seen for so long has an outage, which those who have alerts on it are told of. */
  OUTAGE_AFTER_MS: z.coerce.number().int().min(1_000),
  /** Whoever gives it vouches that no two tasks of the name run at once: a namesake's lease is not waited for. */
  TASK_NAME: z.string().min(1).optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** @throws Error naming every variable that is missing or wrong */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`environment: ${faults.join('; ')}`);
}
