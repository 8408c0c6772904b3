const FIRST_MS = 1_000;
const MOST_MS = 60_000;
const MAX_DOUBLINGS = 10;

/**
 * How long to wait before the next attempt, ms: full jitter, so that the viewers of a server that was gone don't all come back at once.
 * `failures`: attempts that failed in a row, from 1. `random`: from 0 to 1.
 */
export function retryDelay(failures: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, MAX_DOUBLINGS));
  return Math.round(random * most);
}
