import type { Config } from './config.ts';

/** Lambda keeps this many for the functions without a reservation; a deploy that would leave fewer fails. */
export const UNRESERVED_MINIMUM = 100;

/** A call of the API takes some ten milliseconds: this is ten times what the throttle of the gateway lets through. */
const REQUESTS_A_SECOND_AND_INVOCATION = 2;
const MIN_API_INVOCATIONS = 10;
/** Each takes a processor for seconds. */
const PREVIEW_INVOCATIONS = 5;
/** One invocation a shard at a time; while the stream is resharded its old shards are read too. */
const INVOCATIONS_A_SHARD = 2;

export interface ReservedConcurrency {
  readonly evaluateTicks: number;
  readonly api: number;
  readonly preview: number;
}

/**
 * Invocations at once that each of these functions has for itself, and that it can't exceed: so no flood of requests takes what
 * the ticks need. Null while nothing is reserved.
 */
export function reservedConcurrency(config: Config): ReservedConcurrency | null {
  const { reserveConcurrency, tickShards, apiRequestsPerSecond } = config;
  if (!reserveConcurrency) return null;
  return {
    evaluateTicks: tickShards * INVOCATIONS_A_SHARD,
    api: Math.max(MIN_API_INVOCATIONS, Math.ceil(apiRequestsPerSecond / REQUESTS_A_SECOND_AND_INVOCATION)),
    preview: PREVIEW_INVOCATIONS,
  };
}
