import { effect, signal } from '@preact/signals';
import { lastFired } from '../../store/triggers.ts';

/** So long a line flashes when its alert fires; one that waits for nothing more is gone then. */
const FLASH_MS = 6_000;

/** Alerts that have fired in the last seconds, by id. */
export const firedLately = signal<ReadonlySet<string>>(new Set());

/** Follows the fires of the person until what it gives back is called. */
export function followFires(): () => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const before = lastFired.peek();
  const stop = effect(() => {
    const fire = lastFired.value;
    if (!fire || fire === before) return;
    const id = fire.alertId;
    firedLately.value = new Set([...firedLately.peek(), id]);
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => {
        firedLately.value = new Set([...firedLately.peek()].filter((other) => other !== id));
      }, FLASH_MS),
    );
  });
  return () => {
    stop();
    for (const timer of timers.values()) clearTimeout(timer);
    firedLately.value = new Set();
  };
}
