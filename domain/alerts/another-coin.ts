import type { Trade } from '../market/trade.ts';
import type { AlertState, PausedBecause } from './alert.ts';

/** No coin goes so long without a trade while the exchange trades it: it must have been halted. */
export const SILENT_AS_IN_A_HALT_MS = 86_400_000;
/** A first price after a halt that is more than so many times the last one, or less than its inverse, is another coin's. */
export const ELSEWHERE_FACTOR = 2;

/** Two trades of one name that follow each other. */
export interface Comeback {
  /** the last trade before */
  readonly before: Trade;
  readonly first: Trade;
  /** The exchange did not trade the coin at some time between the two. */
  readonly wasHalted: boolean;
  readonly idsRestarted: boolean;
}

/**
 * Whether the second trade is of another coin under the same name (docs/decisions/0016): after a halt, trade ids that have
 * restarted, or a price far from the last one.
 */
export function isAnotherCoin({ before, first, wasHalted, idsRestarted }: Comeback): boolean {
  // with ids missing in between there may have been trades that we did not see
  const isSilence = first.id === before.id + 1 && first.time - before.time >= SILENT_AS_IN_A_HALT_MS;
  if (!wasHalted && !isSilence) return false;
  const ratio = Number(first.price) / Number(before.price);
  return idsRestarted || ratio > ELSEWHERE_FACTOR || ratio < 1 / ELSEWHERE_FACTOR;
}

/** Why the alerts of the earlier coin are paused. */
export function becauseOf({ before, first }: Pick<Comeback, 'before' | 'first'>): PausedBecause {
  const at = ({ price, time }: Trade) => ({ price, time });
  return { kind: 'another-coin', before: at(before), first: at(first) };
}

/** The state of an alert that another coin's trades must not fire, now or when its snooze ends; null where no trade could. */
export function pauseBecause(state: AlertState, because: PausedBecause): AlertState | null {
  switch (state.status) {
    case 'arming':
    case 'active':
      return { status: 'paused', because, asOf: state.asOf, watchedFrom: null };
    case 'paused':
      return state.armFrom ? { status: 'paused', because, asOf: state.asOf, watchedFrom: null } : null;
    case 'triggered':
    case 'expired':
    case 'faulty':
      return null;
  }
}
