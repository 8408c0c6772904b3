import type { PausedBecause } from '../../domain/alerts/alert.ts';
import { groupThousands } from '../../domain/market/decimal.ts';

/**
 * Why the service paused an alert, as a clause: `LUNAUSDT was at 0.00005 until …, and came back at 9 at …`. `name`: the coin's
 * name; `clock` formats an instant, ms.
 */
export function formatPaused(
  name: string,
  { before, first }: PausedBecause,
  clock: (instant: number) => string,
): string {
  const was = `${name} was at ${groupThousands(before.price)} until ${clock(before.time)}`;
  return `${was}, and came back at ${groupThousands(first.price)} at ${clock(first.time)}`;
}
