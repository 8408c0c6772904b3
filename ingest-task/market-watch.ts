import type { Book, ObservedCoin, Prices, Unwatched, WantedCoin } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';
import type { ListingState } from './catalogue.ts';
import type { Counters } from './counters.ts';
import type { ExchangeFeed, FeedListener } from './exchanges/exchange-feed.ts';
import type { MalformedFrames } from './malformed-frames.ts';
import type { Publisher } from './publisher.ts';
import type { RestartedCoin } from './re-arming.ts';
import { stateOf, WatchedCoin } from './watched-coin.ts';

/** How far behind the heartbeat trades of the same connection may come. */
export const MARK_MARGIN_MS = 1_000;

export interface MarketWatchSettings {
  readonly feed: () => Pick<ExchangeFeed, 'want' | 'isSubscribed'>;
  readonly catalogue: { look(symbol: string): ListingState; missed(): void };
  readonly publisher: Pick<Publisher, 'follow' | 'add'>;
  readonly unwatched: { report(symbol: string, interval: Unwatched): void };
  readonly malformed: Pick<MalformedFrames, 'setAside'>;
  readonly counters: Counters;
  /** what the last run observed, by symbol */
  readonly earlier: Prices['coins'];
  readonly onPrice: () => void;
  readonly onState: () => void;
  /** The coin's trade ids began again lower down. */
  readonly onBeganAnew: (coin: RestartedCoin) => void;
}

/** Brings together what is wanted and what comes: each trade is checked and handed to its coin's outbox. */
export class MarketWatch implements FeedListener {
  readonly #settings: MarketWatchSettings;
  readonly #coins = new Map<string, WatchedCoin>();
  readonly #earlier: Map<string, ObservedCoin>;
  #isDown = false;

  constructor(settings: MarketWatchSettings) {
    this.#settings = settings;
    this.#earlier = new Map(Object.entries(settings.earlier));
  }

  /** A coin is wanted, or its book has changed. */
  follow({ symbol, book }: WantedCoin): void {
    const known = this.#coins.get(symbol);
    if (known) known.outbox.setBook(book);
    else this.#begin(symbol, book);
  }

  unfollow(symbol: string): void {
    this.#coins.get(symbol)?.outbox.leave();
    this.#coins.delete(symbol);
    this.catalogueChanged();
    this.#settings.onState();
  }

  /** What the exchange has to be asked for may be different now. */
  catalogueChanged(): void {
    const watchable = [...this.#coins.keys()].filter((symbol) => this.#settings.catalogue.look(symbol) === 'watchable');
    this.#settings.feed().want(new Set(watchable));
    this.#updateStates();
  }

  /** Every coin that can be watched is. */
  isSettled(): boolean {
    return [...this.#coins.values()].every(({ state }) => state !== 'requested' && state !== 'dark');
  }

  observe(): Prices['coins'] {
    return Object.fromEntries([...this.#coins].map(([symbol, coin]) => [symbol, coin.observed()]));
  }

  onOpen(): void {
    this.#isDown = false;
    this.#updateStates();
  }

  onDown(): void {
    this.#isDown = true;
    for (const coin of this.#coins.values()) {
      coin.confirmed = false;
      coin.outbox.loseMark();
    }
    this.#updateStates();
  }

  onSubscribed(): void {
    this.#updateStates();
  }

  onTrade(symbol: string, trade: Trade, receivedAt: number): void {
    const coin = this.#coins.get(symbol);
    if (!coin || !this.#isNew(coin, trade.id, trade.time)) return;
    this.#settings.counters.trades += 1;
    coin.saw(trade);
    this.#settings.publisher.add(coin.outbox, trade, receivedAt);
    this.#settings.onPrice();
  }

  onMarker(symbol: string, id: number, time: number): void {
    const coin = this.#coins.get(symbol);
    if (coin && this.#isNew(coin, id, time)) this.#settings.counters.markers += 1;
  }

  onHeartbeat(instant: number): void {
    const feed = this.#settings.feed();
    for (const coin of this.#coins.values()) {
      if (coin.confirmed && feed.isSubscribed(coin.symbol)) coin.outbox.setMark(instant - MARK_MARGIN_MS);
    }
  }

  onMalformed(frame: string, fault: string): void {
    this.#settings.malformed.setAside(frame, fault);
  }

  #begin(symbol: string, book: Book): void {
    const outbox = this.#settings.publisher.follow(symbol, book);
    this.#coins.set(symbol, new WatchedCoin(symbol, outbox, this.#earlier.get(symbol) ?? null));
    this.#earlier.delete(symbol); // of a coin that is followed a second time nothing is known
    if (this.#settings.catalogue.look(symbol) === 'unlisted') this.#settings.catalogue.missed();
    this.catalogueChanged();
  }

  /** False for an id that was seen. What was missed before it is reported, and that the ids began anew. */
  #isNew(coin: WatchedCoin, id: number, time: number): boolean {
    const { counters, unwatched, onBeganAnew } = this.#settings;
    const { symbol, outbox } = coin;
    const arrival = coin.trades.check(id, time);
    if (arrival.kind === 'duplicate') {
      counters.duplicates += 1;
      return false;
    }
    if (arrival.kind === 'hole') unwatched.report(symbol, arrival.missed);
    if (arrival.kind === 'anew') onBeganAnew({ symbol, book: outbox.book });
    coin.confirmed = true;
    return true;
  }

  #updateStates(): void {
    const { catalogue, feed, onState } = this.#settings;
    let changed = false;
    for (const coin of this.#coins.values()) {
      const listing = catalogue.look(coin.symbol);
      const state = stateOf({ listing, isDown: this.#isDown, isSubscribed: feed().isSubscribed(coin.symbol) });
      changed ||= state !== coin.state;
      coin.state = state;
    }
    if (changed) onState();
  }
}
