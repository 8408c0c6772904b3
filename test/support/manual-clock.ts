import type { Cancel, Clock } from '../../ingest-task/clock.ts';

/** A clock that moves only when the test moves it. */
export interface ManualClock extends Clock {
  /** Runs the timers that are due, in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, not the monotonic one. */
  set(byMs: number): void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export function manualClock({ now = 1_700_000_000_000, random = (): number => 0.5 } = {}): ManualClock {
  const timers = new Set<Timer>();
  let elapsed = 0;
  let setBy = 0;
  const dueBy = (end: number) => [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now + setBy + elapsed,
    set: (byMs) => {
      setBy += byMs;
    },
    elapsed: () => elapsed,
    random,
    after(delayMs, run): Cancel {
      const timer = { at: elapsed + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = elapsed + ms;
      await settle();
      for (let next = dueBy(end); next; next = dueBy(end)) {
        timers.delete(next);
        elapsed = Math.max(elapsed, next.at);
        next.run();
        await settle();
      }
      elapsed = end;
    },
  };
}

/** Lets pending promises settle. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
