import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { CatalogueAnswer } from '../exchange/market-rows.ts';
import type { RestClient } from '../exchange/rest-client.ts';
import { type ListingState, Listings } from './listings.ts';

export const CATALOGUE_INTERVAL_MS = 600_000;
/** How often it is fetched while a wanted coin can't be watched: it may have been listed, or trade again. */
export const REFETCH_INTERVAL_MS = 60_000;
/** How often it is fetched while people ask for symbols that it lacks: one may have been listed a moment ago. */
export const REQUEST_INTERVAL_MS = 30_000;
/** Until the first catalogue is stored no coin can be requested, so it is tried more often. */
const CHECK_INTERVAL_MS = 5_000;
export interface CatalogueDeps {
  readonly rest: Pick<RestClient, 'fetchCatalogue'>;
  readonly marketTable: Pick<MarketTable, 'readCatalogue' | 'writeCatalogue' | 'readCatalogueRequest'>;
  readonly clock: Clock;
  readonly log: Log;
  /** This task holds the lease, and writes. */
  readonly mayStore: () => boolean;
  /** A wanted coin can't be watched at present. */
  readonly isAwaited: () => boolean;
  readonly onChange: () => void;
}

/** Keeps the exchange's symbols fresh: fetches them, stores them for the API, and fetches them again on request. */
export class Catalogue {
  readonly #deps: CatalogueDeps;
  readonly #listings: Listings;
  readonly #errors = new RepeatFilter();
  /** the stored catalogue was read: without it, storing a new one would forget what was listed once */
  #hasRead = false;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #isFetched = false;
  #isStored = false;
  /** the latest request from before the last fetch; null before the first */
  #answered: number | null = null;
  #fetching = false;
  #storing = false;
  #cancel: Cancel = () => undefined;

  constructor(deps: CatalogueDeps) {
    this.#deps = deps;
    this.#listings = new Listings(deps.log);
  }

  /** A catalogue that this task fetched is in the table. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Resolves after the first attempt. Without an answer the stored catalogue of an earlier run serves. */
  async start(): Promise<void> {
    this.#cancel = repeat(this.#deps.clock, CHECK_INTERVAL_MS, () => this.#refreshWhenDue());
    await Promise.all([this.#fetch(), this.#readStored()]);
    await this.store();
  }

  stop(): void {
    this.#cancel();
  }

  listingState(symbol: string): ListingState {
    return this.#listings.stateOf(symbol);
  }

  /** The exchange trades the coin at present, as far as is known. */
  isTraded(symbol: string): boolean {
    return this.#listings.isTraded(symbol);
  }

  /** A wanted coin is not listed: it may be newer than the catalogue. */
  missed(): void {
    if (this.#age() >= REFETCH_INTERVAL_MS) void this.#refresh();
  }

  /** Another task writes from now on. */
  forgetStored(): void {
    this.#isStored = false;
  }

  /** Writes what was fetched, if this task may and has not done so. */
  async store(): Promise<void> {
    const { marketTable, mayStore, onChange } = this.#deps;
    if (this.#isStored || this.#storing || !this.#isFetched || !this.#hasRead || !mayStore()) return;
    const listings = this.#listings.all;
    if (!listings) return;
    this.#storing = true;
    try {
      await marketTable.writeCatalogue([...listings.values()]);
      this.#isStored = this.#listings.all === listings && mayStore();
      this.#errors.reset();
      onChange();
    } catch (error) {
      this.#logError(reasonOf(error));
    } finally {
      this.#storing = false;
    }
  }

  async #refreshWhenDue(): Promise<void> {
    const age = this.#age();
    const isDue = age >= CATALOGUE_INTERVAL_MS || (age >= REFETCH_INTERVAL_MS && this.#deps.isAwaited());
    const request = isDue || age < REQUEST_INTERVAL_MS ? this.#answered : await this.#readRequest();
    if (!this.#isFetched || isDue || request !== this.#answered) await this.#refresh(request);
    else await this.store();
  }

  /** The task that holds the lease answers requests. */
  async #readRequest(): Promise<number | null> {
    const { marketTable, mayStore } = this.#deps;
    if (!mayStore()) return this.#answered;
    try {
      return await marketTable.readCatalogueRequest();
    } catch (error) {
      this.#logError(`requests not read: ${reasonOf(error)}`);
      return this.#answered;
    }
  }

  #age(): number {
    return this.#deps.clock.elapsed() - this.#fetchedAt;
  }

  /** `request`: the one that the fetch answers. */
  async #refresh(request = this.#answered): Promise<void> {
    if (await this.#fetch()) this.#answered = request;
    await this.store();
  }

  /** False when another fetch is under way, or this one failed. */
  async #fetch(): Promise<boolean> {
    const { rest, clock } = this.#deps;
    if (this.#fetching) return false;
    this.#fetching = true;
    try {
      const answer = await rest.fetchCatalogue();
      this.#fetchedAt = clock.elapsed();
      this.#take(answer);
      this.#errors.reset();
      return true;
    } catch (error) {
      this.#logError(reasonOf(error));
      return false;
    } finally {
      this.#fetching = false;
    }
  }

  #take(answer: CatalogueAnswer): void {
    this.#listings.update(answer);
    this.#isFetched = true;
    this.#isStored = false;
    this.#deps.onChange();
  }

  #logError(error: string): void {
    if (this.#errors.isNew(error)) this.#deps.log.error('catalogue not refreshed', { error });
  }

  async #readStored(): Promise<void> {
    const { marketTable, log, onChange } = this.#deps;
    try {
      this.#listings.restore(await marketTable.readCatalogue());
      onChange();
    } catch (error) {
      log.error('stored catalogue not read', { error: reasonOf(error) });
    }
    this.#hasRead = true;
  }
}
