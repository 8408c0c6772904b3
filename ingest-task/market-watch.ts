import type { Book, ObservedCoin, Prices, Unwatched, WantedCoin } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';
import type { ListingState } from './catalogue.ts';
import type { Counters } from './counters.ts';
import type { ExchangeFeed, FeedListener } from './exchanges/exchange-feed.ts';
import type { CoinMinutes } from './history/coin-minutes.ts';
import type { MalformedFrames } from './malformed-frames.ts';
import type { Publisher } from './publisher.ts';
import type { RestartedCoin } from './re-arming.ts';
import { stateOf, WatchedCoin } from './watched-coin.ts';

/** How far behind the heartbeat trades of the same connection may come. */
export const MARK_MARGIN_MS = 1_000;
/** Coins that are not wanted (any more) of which it is remembered how far they were published. */
export const MAX_REMEMBERED_COINS = 1_000;

export interface MarketWatchSettings {
  readonly feed: () => Pick<ExchangeFeed, 'want' | 'isSubscribed'>;
  readonly catalogue: { look(symbol: string): ListingState; missed(): void };
  readonly publisher: Pick<Publisher, 'follow' | 'add'>;
  readonly histories: { follow(symbol: string): CoinMinutes; unfollow(symbol: string): void };
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

/** Brings together what is wanted and what comes: each trade is checked and handed to its coin's minutes and outbox. */
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
    const coin = this.#coins.get(symbol);
    if (coin) this.#letGo(coin);
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

  get coinCount(): number {
    return this.#coins.size;
  }

  /** `isReArming`: the coin's alerts have yet to be re-armed for ids that began anew. */
  observe(isReArming: (symbol: string) => boolean): Prices['coins'] {
    return Object.fromEntries([...this.#coins].map(([symbol, coin]) => [symbol, coin.observed(isReArming(symbol))]));
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
    coin.minutes.add(trade);
    this.#settings.publisher.add(coin.outbox, trade, receivedAt);
    this.#settings.onPrice();
  }

  onMarker(symbol: string, id: number, time: number): void {
    const coin = this.#coins.get(symbol);
    if (coin && this.#isNew(coin, id, time)) this.#settings.counters.markers += 1;
  }

  onHeartbeat(instant: number): void {
    const feed = this.#settings.feed();
    const mark = instant - MARK_MARGIN_MS;
    for (const coin of this.#coins.values()) {
      if (!coin.confirmed || !feed.isSubscribed(coin.symbol)) continue;
      coin.minutes.passTo(mark);
      coin.outbox.setMark(mark);
    }
  }

  onMalformed(frame: string, fault: string): void {
    this.#settings.malformed.setAside(frame, fault);
  }

  #begin(symbol: string, book: Book): void {
    const minutes = this.#settings.histories.follow(symbol);
    const outbox = this.#settings.publisher.follow({ symbol, book }, minutes);
    this.#coins.set(symbol, new WatchedCoin({ outbox, minutes, earlier: this.#earlier.get(symbol) ?? null }));
    this.#earlier.delete(symbol);
    if (this.#settings.catalogue.look(symbol) === 'unlisted') this.#settings.catalogue.missed();
    this.catalogueChanged();
  }

  /** Its alerts stay, and not all of their owners wished it away: when it comes back, what it missed is a hole. */
  #letGo(coin: WatchedCoin): void {
    // not its price, which may be old by then
    this.#earlier.set(coin.symbol, { ...coin.observed(false), price: null, lastTradeId: null, tradeAt: null });
    const oldest = this.#earlier.keys().next();
    if (this.#earlier.size > MAX_REMEMBERED_COINS && !oldest.done) this.#earlier.delete(oldest.value);
    coin.outbox.leave();
    this.#settings.histories.unfollow(coin.symbol);
    this.#coins.delete(coin.symbol);
  }

  /** False for an id that was seen. What was missed before it is reported, and that the ids began anew. */
  #isNew(coin: WatchedCoin, id: number, time: number): boolean {
    const { counters, unwatched, onBeganAnew } = this.#settings;
    const { symbol, outbox, minutes } = coin;
    const arrival = coin.trades.check(id, time);
    if (arrival.kind === 'duplicate') {
      counters.duplicates += 1;
      return false;
    }
    coin.confirmed = true;
    if (arrival.kind === 'next') return true;
    // also over a hole: what was crossed since the last trade that was told, was crossed
    if (arrival.kind === 'joined' || arrival.kind === 'hole') coin.joined();
    if (arrival.kind === 'hole') unwatched.report(symbol, arrival.missed);
    if (arrival.kind !== 'anew') minutes.missedBefore(time);
    else {
      coin.beganAnew();
      minutes.beginAnew(time);
      onBeganAnew({ symbol, book: outbox.book });
    }
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
