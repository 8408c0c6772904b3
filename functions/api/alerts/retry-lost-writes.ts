import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '../http/problem.ts';

/** The evaluator and other requests write the same items: a write that lost the race is made again this often. */
export const MAX_WRITE_ATTEMPTS = 20;
/** Requests that lost to the same one must not all come back at the same moment; most lose only once. */
const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 400;
const RETRY_AFTER_S = 1;

/** What is said when an alert's writers were always faster. */
export const ALERT_BUSY = 'The alert is changing very fast just now; try again.';

/** Calls `attempt` until it gives a result; null says that another writer was first. @throws Problem 503 with `busy` */
export async function retryLostWrites<Result>(
  busy: string,
  attempt: () => Promise<Result | null>,
  maxAttempts = MAX_WRITE_ATTEMPTS,
): Promise<Result> {
  for (let attempts = 0; attempts < maxAttempts; attempts += 1) {
    const result = await attempt();
    if (result !== null) return result;
    await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempts, MAX_PAUSE_MS));
  }
  throw unavailable(busy, RETRY_AFTER_S);
}
