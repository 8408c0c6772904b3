import type { Log } from '../../adapters/log.ts';
import type { Listing } from '../../domain/market/coin.ts';
import { DELISTED, isTraded, isWatchable } from '../../domain/market/listing-status.ts';
import type { CatalogueAnswer, UnreadableListing } from '../exchange/market-rows.ts';

/** On a day of maintenance the status of every symbol changes. */
const MAX_LOGGED_CHANGES = 20;
const MAX_LOGGED_ENTRIES = 20;
const MAX_LOGGED_CHARACTERS = 4_000;

/**
 * - `unknown`: there is no catalogue yet.
 * - `unlisted`: the exchange has never listed it, as far as is known.
 * - `delisted`: it was listed once and no longer is.
 * - `halted`: listed, and no data of it comes.
 * - `watchable`: its data comes, whether it is traded at the moment or not.
 */
export type ListingState = 'unknown' | 'unlisted' | 'delisted' | 'halted' | 'watchable';

/** The exchange's symbols, as far as they are known. What was listed once is remembered as delisted. */
export class Listings {
  readonly #log: Log;
  #listings: ReadonlyMap<string, Listing> | null = null;
  /** coins whose entry in the last answer can't be read; what the answer lacks otherwise is not listed */
  #unreadable: ReadonlySet<string> = new Set();
  /** contents of the entries that were logged: each is logged once, not at every fetch */
  #logged: ReadonlySet<string> = new Set();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Null before there is a catalogue; the same object until it changes. */
  get all(): ReadonlyMap<string, Listing> | null {
    return this.#listings;
  }

  stateOf(symbol: string): ListingState {
    if (!this.#listings) return 'unknown';
    const listing = this.#listings.get(symbol);
    if (!listing) return 'unlisted';
    if (listing.status === DELISTED) return 'delisted';
    return isWatchable(listing) ? 'watchable' : 'halted';
  }

  /** The exchange trades the coin at present, as far as is known. */
  isTraded(symbol: string): boolean {
    const listing = this.#listings?.get(symbol);
    return this.#listings === null || (listing !== undefined && isTraded(listing));
  }

  /** Takes an answer of the exchange. */
  update({ listings, unreadable }: CatalogueAnswer): void {
    this.#logUnreadable(unreadable);
    const fetched = new Map(listings.map((listing) => [listing.symbol, listing]));
    this.#unreadable = new Set(unreadable.flatMap(({ symbol }) => symbol ?? []));
    const before = this.#listings;
    this.#listings = withMissing(fetched, before, this.#unreadable);
    if (before) this.#logChanges(before, this.#listings);
  }

  /** Adds what an earlier run stored. */
  restore(listings: readonly Listing[] | null): void {
    const stored = new Map(listings?.map((listing) => [listing.symbol, listing]));
    const present = this.#listings;
    if (present) this.#listings = withMissing(present, stored, this.#unreadable);
    else if (stored.size > 0) this.#listings = stored;
  }

  #logUnreadable(entries: readonly UnreadableListing[]): void {
    const fresh = entries.filter(({ content }) => !this.#logged.has(content));
    this.#logged = new Set(entries.map(({ content }) => content));
    for (const { symbol, error, content } of fresh.slice(0, MAX_LOGGED_ENTRIES)) {
      const entry = content.slice(0, MAX_LOGGED_CHARACTERS);
      const fields = { symbol, error, entry, unreadable: entries.length };
      this.#log.warn('an entry of the catalogue can not be read', fields);
    }
  }

  #logChanges(before: ReadonlyMap<string, Listing>, after: ReadonlyMap<string, Listing>): void {
    const changes = [...after.values()].flatMap(({ symbol, status }) => {
      const was = before.get(symbol)?.status;
      return was === undefined || was === status ? [] : [`${symbol} ${was} → ${status}`];
    });
    if (changes.length === 0) return;
    this.#log.info('statuses changed', { count: changes.length, changes: changes.slice(0, MAX_LOGGED_CHANGES) });
  }
}

/**
 * `fetched`, and what only `before` lists: as delisted, or unchanged where its entry is there and can't be read. An empty
 * answer delists nothing.
 */
function withMissing(
  fetched: ReadonlyMap<string, Listing>,
  before: ReadonlyMap<string, Listing> | null,
  unreadable: ReadonlySet<string>,
): ReadonlyMap<string, Listing> {
  const isGone = (symbol: string) => fetched.size > 0 && !unreadable.has(symbol);
  const missing = [...(before ?? [])].filter(([symbol]) => !fetched.has(symbol));
  const kept = missing.map(
    ([symbol, listing]) => [symbol, isGone(symbol) ? { ...listing, status: DELISTED } : listing] as const,
  );
  return new Map([...fetched, ...kept]);
}
