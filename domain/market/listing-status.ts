import type { Listing } from './coin.ts';

// Without zod: the page reads the catalogue too.

/** Our own status of a symbol that was listed once and is no more. Binance keeps most such symbols as BREAK. */
export const DELISTED = 'DELISTED';

export function isTraded({ status }: Pick<Listing, 'status'>): boolean {
  return status === 'TRADING';
}

/** Its data comes, though it may not be traded at present (HALT, END_OF_DAY): so the first trade afterwards is seen. */
export function isWatchable({ status }: Pick<Listing, 'status'>): boolean {
  return status !== 'BREAK' && status !== DELISTED;
}
