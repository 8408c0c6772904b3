import { setTimeout as sleep } from 'node:timers/promises';

const PROBE_EVERY_MS = 20;

/**
 * Probes until the answer is something. A probe that throws has no answer yet; its error is told when time is up.
 * @throws Error naming what was waited for, after `withinMs`
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
