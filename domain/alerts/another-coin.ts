import type { Trade } from '../market/trade.ts';
import type { AlertState, PausedBecause } from './alert.ts';

/** A coin that the exchange trades does not go without a trade for so long: it was halted, whoever saw it. */
export const SILENT_AS_IN_A_HALT_MS = 86_400_000;
/** A first price after a halt beyond so many times the last one before it, up or down, is another coin's. */
export const ELSEWHERE_FACTOR = 2;

/** Trades of one name that follow each other. */
export interface Comeback {
  /** the last trade before */
  readonly before: Trade;
  readonly first: Trade;
  /** The exchange did not trade the coin at some time between the two. */
  readonly wasHalted: boolean;
  readonly idsRestarted: boolean;
}

/**
 * Whether the second trade is of another coin under the same name (docs/decisions/0016): after a halt, trade ids that began
 * anew or a price that is somewhere else altogether.
 */
export function isAnotherCoin({ before, first, wasHalted, idsRestarted }: Comeback): boolean {
  // where ids are missing there may have been trades that nobody saw
  const isSilence = first.id === before.id + 1 && first.time - before.time >= SILENT_AS_IN_A_HALT_MS;
  if (!wasHalted && !isSilence) return false;
  const ratio = Number(first.price) / Number(before.price);
  return idsRestarted || ratio > ELSEWHERE_FACTOR || ratio < 1 / ELSEWHERE_FACTOR;
}

/** Why the alerts of the coin before are paused. */
export function becauseOf({ before, first }: Pick<Comeback, 'before' | 'first'>): PausedBecause {
  const at = ({ price, time }: Trade) => ({ price, time });
  return { kind: 'another-coin', before: at(before), first: at(first) };
}

/** The state of an alert that another coin's trades must not fire; null where no trade could. */
export function pauseBecause(state: AlertState, because: PausedBecause): AlertState | null {
  switch (state.status) {
    case 'arming':
    case 'active':
      return { status: 'paused', because, asOf: state.asOf, watchedFrom: null };
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return null;
  }
}
