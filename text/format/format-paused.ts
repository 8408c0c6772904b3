import type { PausedBecause } from '../../domain/alerts/alert.ts';
import { groupThousands } from '../../domain/market/decimal.ts';

/**
 * Why an alert was paused by nobody, as a clause: `LUNAUSDT was at 0.00005 until …, and came back at 9 at …`. `name`: of the
 * coin; `clock`: an instant, ms, in words.
 */
export function formatPaused(
  name: string,
  { before, first }: PausedBecause,
  clock: (instant: number) => string,
): string {
  const was = `${name} was at ${groupThousands(before.price)} until ${clock(before.time)}`;
  return `${was}, and came back at ${groupThousands(first.price)} at ${clock(first.time)}`;
}
