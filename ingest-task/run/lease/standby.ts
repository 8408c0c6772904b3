import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { WantedCoin } from '../../../domain/market/coin.ts';
import type { Environment } from '../../environment.ts';
import { createRestClient, type RestClient } from '../../exchange/rest-client.ts';
import { EXCHANGES } from '../../exchanges/exchanges.ts';
import { Catalogue } from '../../watching/catalogue.ts';
import { ExchangeClock } from '../../watching/exchange-clock.ts';
import { WantedCoins } from '../../watching/wanted-coins.ts';
import type { Dependencies } from '../dependencies.ts';

/** A run, as far as it follows what the standby knows. */
export interface StandbyListener {
  follow(coin: WantedCoin): void;
  unfollow(symbol: string): void;
  catalogueChanged(): void;
}

export interface StandbyDeps extends Pick<Dependencies, 'coinTable' | 'coinStream' | 'clock' | 'log'> {
  readonly environment: Pick<Environment, 'FEED' | 'BINANCE_REST_URL'>;
  readonly marketTable: Pick<
    MarketTable,
    'readCatalogue' | 'writeCatalogue' | 'readCatalogueRequest' | 'readCoinsChanged' | 'writeClockOffset'
  >;
  /** This task holds the lease, and its run has begun: it may store what it knows. */
  readonly mayStore: () => boolean;
}

/**
 * What a task knows before it may watch: the exchange's catalogue and clock, and the wanted coins. It is kept up to date
 * while another task holds the lease, and lives longer than the runs of this task.
 */
export class Standby {
  readonly rest: RestClient;
  readonly exchangeClock: ExchangeClock;
  readonly catalogue: Catalogue;
  readonly wantedCoins: WantedCoins;
  readonly #known = Promise.withResolvers<void>();
  #listener: StandbyListener | null = null;

  constructor(deps: StandbyDeps) {
    const { environment, clock, log, marketTable, coinTable, coinStream, mayStore } = deps;
    this.rest = createRestClient(EXCHANGES[environment.FEED].rest, environment.BINANCE_REST_URL, clock);
    this.exchangeClock = new ExchangeClock({ rest: this.rest, marketTable, clock, log, mayStore });
    this.catalogue = new Catalogue({
      rest: this.rest,
      marketTable,
      clock,
      log,
      mayStore,
      isAwaited: () => this.#awaitsListing(),
      onChange: () => this.#listener?.catalogueChanged(),
    });
    this.wantedCoins = new WantedCoins({
      coinTable,
      coinStream,
      marketTable,
      clock,
      log,
      onWanted: (coin) => this.#listener?.follow(coin),
      onUnwanted: (symbol) => this.#listener?.unfollow(symbol),
    });
  }

  /** Resolves when the coins are known and the rest was tried once. @throws when the coins can't be read */
  async start(): Promise<void> {
    const coins = this.wantedCoins.start().then(this.#known.resolve);
    await Promise.all([this.exchangeClock.start(), this.catalogue.start(), coins]);
  }

  /** Resolves when the table of wanted coins has been read; never when that fails. */
  get coinsKnown(): Promise<void> {
    return this.#known.promise;
  }

  stop(): void {
    for (const part of [this.wantedCoins, this.catalogue, this.exchangeClock]) part.stop();
  }

  /** This task watches: passes the wanted coins and their changes to the run from now on. */
  attach(listener: StandbyListener): void {
    this.#listener = listener;
    this.wantedCoins.follow();
    for (const coin of this.wantedCoins.wanted()) listener.follow(coin);
    void this.catalogue.store();
    void this.exchangeClock.store();
  }

  detach(): void {
    this.#listener = null;
    this.wantedCoins.unfollow();
    this.catalogue.forgetStored();
    this.exchangeClock.forgetStored();
  }

  /** A coin that is not watchable by the stored catalogue may have become so. */
  #awaitsListing(): boolean {
    return this.wantedCoins.wanted().some(({ symbol }) => this.catalogue.listingState(symbol) !== 'watchable');
  }
}
