import type { OutageCause } from '../../domain/market/outage.ts';

/** An outage in the words of a notice. */
interface OutageWords {
  /** after the coin's name; an instant follows */
  readonly hasBeen: string;
  /** before how long it lasted */
  readonly was: string;
  /** what it means for alerts on the coin */
  readonly meaning: string;
}

const GONE = 'Your alerts on it stay as they are, and can not fire until it is.';

export const OUTAGE_WORDS: Record<OutageCause, OutageWords> = {
  unseen: {
    hasBeen: 'has not been seen since',
    was: 'not seen for',
    meaning: 'Its alerts can not fire until it is seen again; what is missed is filled in then.',
  },
  halted: {
    hasBeen: 'has been halted by the exchange since',
    was: 'halted for',
    meaning: `You will be notified when it is traded again. ${GONE}`,
  },
  delisted: {
    hasBeen: 'has been delisted by the exchange, and not seen since',
    was: 'delisted for',
    meaning: `You will be notified should it ever be traded again. ${GONE}`,
  },
  rejected: {
    hasBeen: 'is refused by the exchange, and has not been seen since',
    was: 'refused by the exchange for',
    meaning: `You will be notified when the exchange sends it. ${GONE}`,
  },
};
