import { isWatchable, type Listing } from '../domain/coin.ts';
import type { MarketTable } from '../functions/adapters/market-table.ts';
import { type Cancel, type Clock, repeat } from './clock.ts';
import type { RestClient } from './exchanges/binance/rest-client.ts';
import { type Log, reasonOf } from './log.ts';

export const CATALOGUE_INTERVAL_MS = 600_000;
/** How often a coin that the catalogue does not know may make it be fetched again, and how soon after a failure. */
export const REFETCH_INTERVAL_MS = 60_000;
/** Until the first catalogue is stored nothing can be asked for, so it is tried more often. */
const FIRST_RETRY_MS = 5_000;

/** `unknown`: there is no catalogue yet to look into. */
export type ListingState = 'unknown' | 'unlisted' | 'watchable' | 'halted';

export interface CatalogueSettings {
  readonly rest: Pick<RestClient, 'fetchCatalogue'>;
  readonly marketTable: Pick<MarketTable, 'readCatalogue' | 'writeCatalogue'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

/** The exchange's symbols: fetched whole, stored, kept fresh. */
export class Catalogue {
  readonly #settings: CatalogueSettings;
  #listings: ReadonlyMap<string, Listing> | null = null;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #stored = false;
  #fetching = false;
  #lastFault = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: CatalogueSettings) {
    this.#settings = settings;
  }

  /** A catalogue of this run is in the table. */
  get isStored(): boolean {
    return this.#stored;
  }

  /** Resolves after the first attempt. Without an answer the stored catalogue of an earlier run serves. */
  async start(): Promise<void> {
    this.#cancel = repeat(this.#settings.clock, FIRST_RETRY_MS, () => this.#refreshWhenDue());
    await this.#fetch();
    if (!this.#listings) await this.#readStored();
  }

  stop(): void {
    this.#cancel();
  }

  look(symbol: string): ListingState {
    if (!this.#listings) return 'unknown';
    const listing = this.#listings.get(symbol);
    if (!listing) return 'unlisted';
    return isWatchable(listing) ? 'watchable' : 'halted';
  }

  /** Someone asks for a coin that is not listed: it may be newer than the catalogue. */
  missed(): void {
    if (this.#age() >= REFETCH_INTERVAL_MS) void this.#fetch();
  }

  async #refreshWhenDue(): Promise<void> {
    if (!this.#stored || this.#age() >= CATALOGUE_INTERVAL_MS) await this.#fetch();
  }

  #age(): number {
    return this.#settings.clock.elapsed() - this.#fetchedAt;
  }

  async #fetch(): Promise<void> {
    const { rest, marketTable, clock, log, onChange } = this.#settings;
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      const { listings, skipped } = await rest.fetchCatalogue();
      if (skipped > 0) log.warn('entries of the catalogue could not be read', { skipped });
      this.#fetchedAt = clock.elapsed();
      this.#listings = new Map(listings.map((listing) => [listing.symbol, listing]));
      onChange();
      await marketTable.writeCatalogue(listings);
      this.#stored = true;
      this.#lastFault = '';
      onChange();
    } catch (error) {
      this.#tell(reasonOf(error));
    } finally {
      this.#fetching = false;
    }
  }

  /** The same fault is said once, not at every attempt. */
  #tell(fault: string): void {
    if (fault !== this.#lastFault) this.#settings.log.error('catalogue not refreshed', { fault });
    this.#lastFault = fault;
  }

  async #readStored(): Promise<void> {
    const { marketTable, log, onChange } = this.#settings;
    try {
      const listings = await marketTable.readCatalogue();
      if (!listings || this.#listings) return;
      this.#listings = new Map(listings.map((listing) => [listing.symbol, listing]));
      onChange();
    } catch (error) {
      log.error('stored catalogue not read', { fault: reasonOf(error) });
    }
  }
}
