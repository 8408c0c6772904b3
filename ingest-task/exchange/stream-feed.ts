import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { ConnectRateLimit } from './connect-rate-limit.ts';
import { Connection } from './connection.ts';
import { COINS_PER_CONNECTION, ConnectionPlan } from './connection-plan.ts';
import type { ExchangeFeed, FeedListener } from './exchange-feed.ts';
import { REGION_REMEDY } from './rest-client.ts';

export interface BinanceFeedOptions {
  /** base address without a trailing slash */
  readonly wsUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly listener: FeedListener;
  readonly coinsPerConnection?: number;
}

/** Spreads the coins that are wanted over connections to Binance; the first one is open though no coin is wanted. */
export class BinanceFeed implements ExchangeFeed {
  readonly #settings: BinanceFeedOptions;
  readonly #plan: ConnectionPlan;
  readonly #openings: ConnectRateLimit;
  readonly #connections = new Map<number, Connection>();
  #state: 'new' | 'started' | 'stopped' = 'new';
  #saidRegion = false;
  #leftOut = 0;

  constructor(settings: BinanceFeedOptions) {
    this.#settings = settings;
    this.#plan = new ConnectionPlan(settings.coinsPerConnection ?? COINS_PER_CONNECTION);
    this.#openings = new ConnectRateLimit(settings.clock);
  }

  start(): void {
    this.#state = 'started';
    this.#bring(0);
    for (let place = 1; place < this.#plan.size; place += 1) this.#bring(place);
  }

  want(symbols: ReadonlySet<string>): void {
    const { changed, leftOut } = this.#plan.want(symbols);
    this.#sayLeftOut(leftOut, symbols.size);
    if (this.#state === 'started') for (const place of changed) this.#bring(place);
  }

  isSubscribed(symbol: string): boolean {
    const place = this.#plan.placeOf(symbol);
    return place !== undefined && (this.#connections.get(place)?.isSubscribed(symbol) ?? false);
  }

  rejectionOf(symbol: string): string | null {
    const place = this.#plan.placeOf(symbol);
    return place === undefined ? null : (this.#connections.get(place)?.rejectionOf(symbol) ?? null);
  }

  isReady(): boolean {
    return [...this.#connections.values()].some((connection) => connection.isReady());
  }

  stop(): void {
    this.#state = 'stopped';
    for (const connection of this.#connections.values()) connection.stop();
    this.#connections.clear();
  }

  /** Opens or ends a connection as its coins demand, and tells it what they are. */
  #bring(place: number): void {
    const coins = this.#plan.coinsOf(place);
    const open = this.#connections.get(place);
    if (coins.size === 0 && place > 0) {
      open?.stop();
      this.#connections.delete(place);
      return;
    }
    const connection = open ?? this.#makeConnection(place);
    connection.want(coins);
    if (!open) connection.start();
  }

  #makeConnection(place: number): Connection {
    const connection = new Connection({
      ...this.#settings,
      url: `${this.#settings.wsUrl}/stream`,
      place,
      openings: this.#openings,
      onOpen: () => {
        this.#saidRegion = false;
      },
      onRegionRefused: (retryMs) => this.#sayRegion(retryMs),
    });
    this.#connections.set(place, connection);
    return connection;
  }

  /** Once for all connections and attempts, until one is let in. */
  #sayRegion(retryMs: number): void {
    const { log, wsUrl } = this.#settings;
    if (!this.#saidRegion) log.error(`the exchange refuses this region: ${REGION_REMEDY}`, { url: wsUrl, retryMs });
    this.#saidRegion = true;
  }

  #sayLeftOut(leftOut: number, wanted: number): void {
    if (leftOut > this.#leftOut)
      this.#settings.log.error('more coins are wanted than can be carried', { wanted, leftOut });
    this.#leftOut = leftOut;
  }
}
