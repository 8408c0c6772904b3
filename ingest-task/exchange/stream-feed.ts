import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { ConnectRateLimit } from './connect-rate-limit.ts';
import { Connection } from './connection.ts';
import { ConnectionPlan } from './connection-plan.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeFeed, FeedListener } from './exchange-feed.ts';

export interface StreamFeedOptions {
  readonly exchange: Pick<Exchange, 'socket' | 'regionRemedy'>;
  /** base address without a trailing slash */
  readonly wsUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly listener: FeedListener;
  /** fewer than the exchange's */
  readonly coinsPerConnection?: number;
}

/** Spreads the wanted coins over connections to the exchange. The first connection is open even when no coin is wanted. */
export class StreamFeed implements ExchangeFeed {
  readonly #options: StreamFeedOptions;
  readonly #plan: ConnectionPlan;
  readonly #rateLimit: ConnectRateLimit;
  readonly #connections = new Map<number, Connection>();
  #state: 'new' | 'started' | 'stopped' = 'new';
  #hasLoggedRegion = false;
  #leftOut = 0;

  constructor(options: StreamFeedOptions) {
    this.#options = options;
    const { limits } = options.exchange.socket;
    const { coinsPerConnection = limits.coinsPerConnection } = options;
    this.#plan = new ConnectionPlan({ ...limits, coinsPerConnection });
    this.#rateLimit = new ConnectRateLimit(options.clock, limits.connects);
  }

  start(): void {
    this.#state = 'started';
    this.#update(0);
    for (let place = 1; place < this.#plan.size; place += 1) this.#update(place);
  }

  want(symbols: ReadonlySet<string>): void {
    const { changed, leftOut } = this.#plan.want(symbols);
    this.#logLeftOut(leftOut, symbols.size);
    if (this.#state === 'started') for (const place of changed) this.#update(place);
  }

  isSubscribed(symbol: string): boolean {
    return this.#connectionOf(symbol)?.isSubscribed(symbol) ?? false;
  }

  rejectionOf(symbol: string): string | null {
    return this.#connectionOf(symbol)?.rejectionOf(symbol) ?? null;
  }

  isReady(): boolean {
    return [...this.#connections.values()].some((connection) => connection.isReady());
  }

  stop(): void {
    this.#state = 'stopped';
    for (const connection of this.#connections.values()) connection.stop();
    this.#connections.clear();
  }

  #connectionOf(symbol: string): Connection | undefined {
    const place = this.#plan.placeOf(symbol);
    return place === undefined ? undefined : this.#connections.get(place);
  }

  /** Opens or ends a connection as its coins demand, and passes them to it. */
  #update(place: number): void {
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
    const { exchange, wsUrl, ...deps } = this.#options;
    const connection = new Connection({
      ...deps,
      protocol: exchange.socket,
      url: `${wsUrl}${exchange.socket.path}`,
      place,
      rateLimit: this.#rateLimit,
      onOpen: () => {
        this.#hasLoggedRegion = false;
      },
      onRegionRefused: (retryMs) => this.#logRegion(retryMs),
    });
    this.#connections.set(place, connection);
    return connection;
  }

  /** Once for all connections and attempts, until a connection opens. */
  #logRegion(retryMs: number): void {
    const { log, wsUrl, exchange } = this.#options;
    const message = `the exchange refuses this region: ${exchange.regionRemedy}`;
    if (!this.#hasLoggedRegion) log.error(message, { url: wsUrl, retryMs });
    this.#hasLoggedRegion = true;
  }

  #logLeftOut(leftOut: number, wanted: number): void {
    const message = 'more coins are wanted than the connections can carry';
    if (leftOut > this.#leftOut) this.#options.log.error(message, { wanted, leftOut });
    this.#leftOut = leftOut;
  }
}
