import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, but not past the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {}); // the signal only ends the wait
}
