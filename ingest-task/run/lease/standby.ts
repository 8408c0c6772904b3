import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { WantedCoin } from '../../../domain/market/coin.ts';
import type { Environment } from '../../environment.ts';
import { createRestClient, type RestClient } from '../../exchange/rest-client.ts';
import { EXCHANGES } from '../../exchanges/exchanges.ts';
import { Catalogue } from '../../watching/catalogue.ts';
import { ExchangeClock } from '../../watching/exchange-clock.ts';
import { WantedCoins } from '../../watching/wanted-coins.ts';
import type { Dependencies } from '../dependencies.ts';

/** What a run wants to hear of the coins; what was heard before it began is told to it first. */
export interface StandbyListener {
  follow(coin: WantedCoin): void;
  unfollow(symbol: string): void;
  catalogueChanged(): void;
}

export interface StandbyOptions extends Pick<Dependencies, 'coinTable' | 'coinStream' | 'clock' | 'log'> {
  readonly environment: Pick<Environment, 'FEED' | 'BINANCE_REST_URL'>;
  readonly marketTable: Pick<
    MarketTable,
    'readCatalogue' | 'writeCatalogue' | 'readCatalogueRequest' | 'writeClockOffset'
  >;
  /** The lease is ours: what is known may be stored. */
  readonly holds: () => boolean;
}

/**
 * What a task knows before it may watch: the exchange's catalogue and clock, and the coins that are wanted. It is kept
 * warm while another task holds the lease, and outlives the runs of this one.
 */
export class Standby {
  readonly rest: RestClient;
  readonly exchangeClock: ExchangeClock;
  readonly catalogue: Catalogue;
  readonly wantedCoins: WantedCoins;
  readonly #known = Promise.withResolvers<void>();
  #listener: StandbyListener | null = null;

  constructor(settings: StandbyOptions) {
    const { environment, clock, log, marketTable, coinTable, coinStream, holds } = settings;
    this.rest = createRestClient(EXCHANGES[environment.FEED].rest, environment.BINANCE_REST_URL, clock);
    this.exchangeClock = new ExchangeClock({ rest: this.rest, marketTable, clock, log, mayStore: holds });
    this.catalogue = new Catalogue({
      rest: this.rest,
      marketTable,
      clock,
      log,
      mayStore: holds,
      isAwaited: () => this.#awaitsListing(),
      onChange: () => this.#listener?.catalogueChanged(),
    });
    this.wantedCoins = new WantedCoins({
      coinTable,
      coinStream,
      clock,
      log,
      onWanted: (coin) => this.#listener?.follow(coin),
      onUnwanted: (symbol) => this.#listener?.unfollow(symbol),
    });
  }

  /** Resolves when the coins are known and everything else was tried. @throws when the coins can't be read */
  async start(): Promise<void> {
    const coins = this.wantedCoins.start().then(this.#known.resolve);
    await Promise.all([this.exchangeClock.start(), this.catalogue.start(), coins]);
  }

  /** Resolves when the table of wanted coins has been read; never where that fails. */
  get coinsKnown(): Promise<void> {
    return this.#known.promise;
  }

  stop(): void {
    for (const part of [this.wantedCoins, this.catalogue, this.exchangeClock]) part.stop();
  }

  /** From now on the run is told; what is known already is told at once. */
  attach(listener: StandbyListener): void {
    this.#listener = listener;
    for (const coin of this.wantedCoins.wanted()) listener.follow(coin);
    void this.catalogue.store();
    void this.exchangeClock.store();
  }

  detach(): void {
    this.#listener = null;
    this.catalogue.forgetStored();
    this.exchangeClock.forgetStored();
  }

  /** A coin that can't be watched as the catalogue stands may be by now. */
  #awaitsListing(): boolean {
    return this.wantedCoins.wanted().some(({ symbol }) => this.catalogue.listingState(symbol) !== 'watchable');
  }
}
