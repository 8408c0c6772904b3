import { setTimeout as sleep } from 'node:timers/promises';

const PROBE_EVERY_MS = 20;

/** Waits, at most until the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {}); // the abort only ends the wait
}

/**
 * Probes until a probe answers something but undefined. A probe that throws counts as no answer.
 * @throws Error that names what was waited for, after `withinMs`; its cause is the last probe's error
 */
export async function waitUntil<T>(what: string, withinMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`, { cause });
    await sleep(PROBE_EVERY_MS);
  }
}
