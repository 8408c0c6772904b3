import { GATEWAY_ROUTES } from '../contract/routes.ts';
import type { Config } from './config.ts';
import { requestsPerSecond } from './constructs/route-throttles.ts';

/** Lambda keeps this many for the functions without a reservation; a deploy that would leave fewer fails. */
export const UNRESERVED_MINIMUM = 100;

/** What an answer of the API takes, as the bill assumes it, and a little more. A list of 1,000 coins is the longest. */
const ANSWER_MS = 50;
/** The most that the test of a webhook waits for its receiver. */
const WEBHOOK_TEST_MS = 5_000;
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
  const { reserveConcurrency, tickShards } = config;
  if (!reserveConcurrency) return null;
  return {
    evaluateTicks: tickShards * INVOCATIONS_A_SHARD,
    api: Math.max(MIN_API_INVOCATIONS, Math.ceil(busyApiInvocations(config))),
    preview: PREVIEW_INVOCATIONS,
  };
}

/** While each route of the API is asked all that the gateway lets through. */
function busyApiInvocations(config: Config): number {
  const busyMs = Object.entries(GATEWAY_ROUTES).map(([key, route]) => {
    if (route.answeredBy !== 'api') return 0;
    return requestsPerSecond(key, route, config) * (route.throttle === 'webhook-tests' ? WEBHOOK_TEST_MS : ANSWER_MS);
  });
  return busyMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
}
