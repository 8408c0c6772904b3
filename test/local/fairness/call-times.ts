import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../end-to-end/person.ts';

const PAUSE_MS = 50;

/** How long a person's calls take, one after the other, while something else goes on: 99 of 100 are at least as quick. */
export async function whileCalling<T>(
  person: Person,
  path: string,
  work: () => Promise<T>,
): Promise<{ result: T; callsP99Ms: number }> {
  let isOver = false;
  const durations: number[] = [];
  async function keepCalling(): Promise<void> {
    do {
      const startedAt = performance.now();
      const { status } = await person.call('GET', path);
      durations.push(performance.now() - startedAt);
      if (status !== 200) throw new Error(`GET ${path}: ${status}`);
      await sleep(PAUSE_MS);
    } while (!isOver);
  }
  const calling = keepCalling();
  const working = work().finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([working, calling]);
  durations.sort((a, b) => a - b);
  return { result, callsP99Ms: Math.round(durations[Math.ceil(0.99 * durations.length) - 1] ?? 0) };
}
