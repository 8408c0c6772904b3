/** Time and chance, passed in so that tests control them. All times in ms. */
export interface Clock {
  /** wall clock, since the epoch */
  now(): number;
  /** monotonic, for intervals and limits */
  elapsed(): number;
  /** Runs once after the delay. Returns what cancels it. */
  after(delayMs: number, run: () => void): Cancel;
  /** in [0, 1) */
  random(): number;
}

export type Cancel = () => void;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

/**
 * Runs again and again. The interval counts from the end of the run before, so that a slow run never overlaps itself.
 * `run` handles its own failures. Returns what cancels it.
 */
export function repeat(clock: Clock, intervalMs: number, run: () => unknown): Cancel {
  let cancelled = false;
  let cancel: Cancel = () => undefined;
  const schedule = () => {
    if (!cancelled) cancel = clock.after(intervalMs, turn);
  };
  const turn = () => {
    void Promise.resolve(run()).finally(schedule);
  };
  schedule();
  return () => {
    cancelled = true;
    cancel();
  };
}
