import * as z from 'zod';
import { FEEDS } from '../domain/market/feed.ts';

/** A base address, without a trailing slash since paths are appended to it. */
const baseAddress = (protocol: RegExp) => z.url({ protocol }).transform((address) => address.replace(/\/+$/, ''));

const environmentSchema = z.object({
  ALERTS_TABLE: z.string().min(1),
  COINS_TABLE: z.string().min(1),
  COINS_STREAM_ARN: z.string().min(1),
  MARKET_TABLE: z.string().min(1),
  /** `provisioned`: the task moves the table to on-demand when its capacity does not suffice. */
  MARKET_CAPACITY: z.enum(['provisioned', 'on-demand']),
  CANDLES_TABLE: z.string().min(1),
  TICKS_STREAM: z.string().min(1),
  BINANCE_WS_URL: baseAddress(/^wss?$/),
  BINANCE_REST_URL: baseAddress(/^https?$/),
  FEED: z.enum(FEEDS),
  FLUSH_INTERVAL_MS: z.coerce.number().int().min(10).max(5_000),
  /** A coin that is not seen for so long has an outage: the people with alerts on it are notified. */
  OUTAGE_AFTER_MS: z.coerce.number().int().min(1_000),
  /** Written every few seconds while the task works, for the health check of its container. Without it, no file is written. */
  HEARTBEAT_FILE: z.string().min(1).optional(),
  /** Set it only where no two tasks of this name run at once: the task takes over a lease of its own name without waiting. */
  TASK_NAME: z.string().min(1).optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** @throws Error naming every variable that is missing or wrong */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`environment: ${errors.join('; ')}`);
}
