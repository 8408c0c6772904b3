import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import { DELISTED, isTraded, isWatchable, type Listing } from '../../domain/market/coin.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { CatalogueAnswer, UnreadableListing } from '../exchange/market-rows.ts';
import type { RestClient } from '../exchange/rest-client.ts';

export const CATALOGUE_INTERVAL_MS = 600_000;
/** How often it is fetched while a wanted coin can't be watched: it may be listed, or traded again, by now. */
export const REFETCH_INTERVAL_MS = 60_000;
/** How often it is fetched while people ask for symbols that it lacks: one may have been listed a moment ago. */
export const REQUEST_INTERVAL_MS = 30_000;
/** Until the first catalogue is stored nothing can be asked for, so it is tried more often. */
const CHECK_INTERVAL_MS = 5_000;
/** On a day of maintenance the status of every symbol changes. */
const MAX_LOGGED_CHANGES = 20;
const MAX_LOGGED_ENTRIES = 20;
const MAX_LOGGED_CHARACTERS = 4_000;

/**
 * - `unknown`: there is no catalogue yet to look into.
 * - `unlisted`: the exchange has never listed it, as far as is known.
 * - `delisted`: it was listed once and is no more.
 * - `halted`: listed, and and no data of it comes.
 * - `watchable`: its data comes, whether it is traded at the moment or not.
 */
export type ListingState = 'unknown' | 'unlisted' | 'delisted' | 'halted' | 'watchable';

export interface CatalogueOptions {
  readonly rest: Pick<RestClient, 'fetchCatalogue'>;
  readonly marketTable: Pick<MarketTable, 'readCatalogue' | 'writeCatalogue' | 'readCatalogueRequest'>;
  readonly clock: Clock;
  readonly log: Log;
  /** This task is the one that writes. */
  readonly mayStore: () => boolean;
  /** A wanted coin can't be watched as things stand. */
  readonly isAwaited: () => boolean;
  readonly onChange: () => void;
}

/** The exchange's symbols: fetched whole, stored, kept fresh. What was listed once is remembered as delisted. */
export class Catalogue {
  readonly #settings: CatalogueOptions;
  #listings: ReadonlyMap<string, Listing> | null = null;
  /** The stored catalogue has been looked at: before that, storing a new one would forget what was listed once. */
  #hasRead = false;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #isFetched = false;
  /** coins whose entry in what was fetched last can't be read; what that lacks otherwise is not listed */
  #unreadable: ReadonlySet<string> = new Set();
  /** contents of the entries that were reported: each is once, not at every fetch */
  #reported: ReadonlySet<string> = new Set();
  #isStored = false;
  /** the latest request that was made before the last fetch; null before the first */
  #answered: number | null = null;
  #fetching = false;
  #storing = false;
  #lastFault = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: CatalogueOptions) {
    this.#settings = settings;
  }

  /** A catalogue that this task fetched is in the table. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Resolves after the first attempt. Without an answer the stored catalogue of an earlier run serves. */
  async start(): Promise<void> {
    this.#cancel = repeat(this.#settings.clock, CHECK_INTERVAL_MS, () => this.#refreshWhenDue());
    await Promise.all([this.#fetch(), this.#readStored()]);
    await this.store();
  }

  stop(): void {
    this.#cancel();
  }

  listingState(symbol: string): ListingState {
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

  /** Someone asks for a coin that is not listed: it may be newer than the catalogue. */
  missed(): void {
    if (this.#age() >= REFETCH_INTERVAL_MS) void this.#refresh();
  }

  /** Another task writes from now on: what is stored is no longer known. */
  forgetStored(): void {
    this.#isStored = false;
  }

  /** Writes what was fetched, where this task may and has not done so. */
  async store(): Promise<void> {
    const { marketTable, mayStore, onChange } = this.#settings;
    if (this.#isStored || this.#storing || !this.#isFetched || !this.#hasRead || !mayStore()) return;
    const listings = this.#listings;
    if (!listings) return;
    this.#storing = true;
    try {
      await marketTable.writeCatalogue([...listings.values()]);
      this.#isStored = this.#listings === listings && mayStore();
      this.#lastFault = '';
      onChange();
    } catch (error) {
      this.#tell(reasonOf(error));
    } finally {
      this.#storing = false;
    }
  }

  async #refreshWhenDue(): Promise<void> {
    const age = this.#age();
    const isDue = age >= CATALOGUE_INTERVAL_MS || (age >= REFETCH_INTERVAL_MS && this.#settings.isAwaited());
    const request = isDue || age < REQUEST_INTERVAL_MS ? this.#answered : await this.#readRequest();
    if (!this.#isFetched || isDue || request !== this.#answered) await this.#refresh(request);
    else await this.store();
  }

  /** Another task's requests are for that one to answer. */
  async #readRequest(): Promise<number | null> {
    const { marketTable, mayStore } = this.#settings;
    if (!mayStore()) return this.#answered;
    try {
      return await marketTable.readCatalogueRequest();
    } catch (error) {
      this.#tell(`requests not read: ${reasonOf(error)}`);
      return this.#answered;
    }
  }

  #age(): number {
    return this.#settings.clock.elapsed() - this.#fetchedAt;
  }

  /** `request`: the one that the fetch answers. */
  async #refresh(request = this.#answered): Promise<void> {
    if (await this.#fetch()) this.#answered = request;
    await this.store();
  }

  /** False when another fetch is under way, or this one failed. */
  async #fetch(): Promise<boolean> {
    const { rest, clock } = this.#settings;
    if (this.#fetching) return false;
    this.#fetching = true;
    try {
      const answer = await rest.fetchCatalogue();
      this.#fetchedAt = clock.elapsed();
      this.#take(answer);
      this.#lastFault = '';
      return true;
    } catch (error) {
      this.#tell(reasonOf(error));
      return false;
    } finally {
      this.#fetching = false;
    }
  }

  #take({ listings, unreadable }: CatalogueAnswer): void {
    const { onChange } = this.#settings;
    this.#reportUnreadable(unreadable);
    const fetched = new Map(listings.map((listing) => [listing.symbol, listing]));
    this.#unreadable = new Set(unreadable.flatMap(({ symbol }) => symbol ?? []));
    const before = this.#listings;
    this.#listings = withMissing(fetched, before, this.#unreadable);
    this.#isFetched = true;
    this.#isStored = false;
    if (before) this.#tellChanges(before, this.#listings);
    onChange();
  }

  #reportUnreadable(entries: readonly UnreadableListing[]): void {
    const fresh = entries.filter(({ content }) => !this.#reported.has(content));
    this.#reported = new Set(entries.map(({ content }) => content));
    for (const { symbol, error, content } of fresh.slice(0, MAX_LOGGED_ENTRIES)) {
      const cut = content.slice(0, MAX_LOGGED_CHARACTERS);
      const about = { symbol, fault: error, entry: cut, unreadable: entries.length };
      this.#settings.log.warn('an entry of the catalogue can not be read', about);
    }
  }

  #tellChanges(before: ReadonlyMap<string, Listing>, after: ReadonlyMap<string, Listing>): void {
    const changes = [...after.values()].flatMap(({ symbol, status }) => {
      const was = before.get(symbol)?.status;
      return was === undefined || was === status ? [] : [`${symbol} ${was} → ${status}`];
    });
    if (changes.length === 0) return;
    const shown = changes.slice(0, MAX_LOGGED_CHANGES);
    this.#settings.log.info('statuses changed', { count: changes.length, changes: shown });
  }

  /** The same fault is said once, not at every attempt. */
  #tell(fault: string): void {
    if (fault !== this.#lastFault) this.#settings.log.error('catalogue not refreshed', { fault });
    this.#lastFault = fault;
  }

  async #readStored(): Promise<void> {
    const { marketTable, log, onChange } = this.#settings;
    try {
      const stored = new Map((await marketTable.readCatalogue())?.map((listing) => [listing.symbol, listing]));
      const present = this.#listings;
      if (present) this.#listings = withMissing(present, stored, this.#unreadable);
      else if (stored.size > 0) this.#listings = stored;
      onChange();
    } catch (error) {
      log.error('stored catalogue not read', { fault: reasonOf(error) });
    }
    this.#hasRead = true;
  }
}

/**
 * `fetched`, and what only `before` lists: as delisted, or as it was where its entry is there and can't be read. An empty
 * answer is no delisting of all.
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
