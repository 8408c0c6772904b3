import { signal } from '@preact/signals';

const STEP_MS = 1_000;

/** This browser's clock, ms, to a second. Ages are counted from it: timers of a hidden tab run once a minute. */
export const now = signal(Date.now());

/** Keeps `now` going. */
export function startClock(): void {
  const step = () => {
    now.value = Date.now();
  };
  setInterval(step, STEP_MS);
  document.addEventListener('visibilitychange', step);
}
