import type { CoinState } from '../../domain/market/coin.ts';
import type { SequencerMode } from '../sequencing/sequencer-state.ts';
import type { ListingState } from './listings.ts';

export interface Circumstances {
  readonly listing: ListingState;
  /** why the exchange refuses it; null while it does not */
  readonly rejection: string | null;
  readonly isSubscribed: boolean;
  readonly isInterrupted: boolean;
  readonly mode: SequencerMode;
}

/** The state of a wanted coin. */
export function coinStateOf({ listing, rejection, isSubscribed, isInterrupted, mode }: Circumstances): CoinState {
  if (listing === 'unlisted') return 'rejected';
  if (listing === 'delisted') return 'delisted';
  if (listing === 'halted') return 'halted';
  if (rejection !== null && !isSubscribed) return 'rejected';
  if (isSubscribed) return mode === 'following' ? 'live' : 'catching-up';
  return isInterrupted ? 'dark' : 'requested';
}
