import { becauseOf } from '../../domain/alerts/another-coin.ts';
import type { Book, CoinState, ObservedCoin, Prices, Unwatched, WantedCoin } from '../../domain/market/coin.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { ExchangeFeed, FeedListener } from '../exchange/exchange-feed.ts';
import type { CoinMinutes } from '../history/coin-minutes.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { BackFill } from '../sequencing/back-fill.ts';
import type { MalformedFrames } from '../sequencing/malformed-frames.ts';
import type { BufferBudget } from '../sequencing/reorder-buffer.ts';
import type { DroppedTrades, SequencerDeps } from '../sequencing/sequencer-deps.ts';
import type { TradeTimes } from '../sequencing/trade-times.ts';
import type { RenamedCoin } from './alert-pausing.ts';
import type { ListingState } from './catalogue.ts';
import type { RestartedCoin } from './re-arming.ts';
import { type CoinEvents, stateOf, WatchedCoin } from './watched-coin.ts';

/** How far behind the heartbeat trades of the same connection may come. */
export const MARK_MARGIN_MS = 1_000;
/** Coins that are not wanted (any more) of which it is remembered how far they were published. */
export const MAX_REMEMBERED_COINS = 1_000;

/** How often trades that wait for their windows are looked at, also where nothing comes of the coin any more. */
export const WAITING_CHECK_MS = 1_000;

const BYTES_PER_FRAME = 200;

export interface MarketWatchOptions {
  readonly feed: () => Pick<ExchangeFeed, 'want' | 'isSubscribed' | 'rejectionOf'>;
  readonly catalogue: { look(symbol: string): ListingState; isTraded(symbol: string): boolean; missed(): void };
  readonly publisher: Pick<Publisher, 'follow' | 'add' | 'hasRoom'>;
  readonly histories: Histories;
  readonly unwatched: { report(symbol: string, interval: Unwatched): void };
  readonly backFill: Pick<BackFill, 'update' | 'forget' | 'stop'>;
  readonly bufferBudget: BufferBudget;
  readonly times: SequencerDeps['times'] & Pick<TradeTimes, 'heard'>;
  readonly clock: Clock;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly malformed: Pick<MalformedFrames, 'quarantine'>;
  readonly counters: Counters;
  /** what the last run observed, by symbol; `published`: how far it told the coin, where this run goes on */
  readonly earlier: Prices['coins'];
  readonly onPrice: () => void;
  readonly onState: () => void;
  /** The coin's trade ids began again lower down. */
  readonly onIdRestart: (coin: RestartedCoin) => void;
  /** Its alerts have to be paused. */
  readonly onAnotherCoin: (coin: RenamedCoin) => void;
}

/** The past of the coins that are followed. */
export interface Histories {
  /** `joinsAfter`: the last trade that is not to come again; null when that is not known */
  follow(symbol: string, joinsAfter: Trade | null): CoinMinutes;
  unfollow(symbol: string): void;
  areFinal(symbol: string, metrics: Iterable<WindowedMetric>): boolean;
}

/** A coin at a glance. */
export interface CoinStatus {
  readonly symbol: string;
  readonly state: CoinState;
  /** the last trade that the stream is known to have taken */
  readonly told: PublishedTrade | null;
  readonly wasHalted: boolean;
  /** exchange ms; null when the name stood for no other coin */
  readonly listedFrom: number | null;
}

/**
 * Brings together what is wanted and what comes: each coin's flow brings its trades in order, and each goes to the coin's
 * minutes and outbox.
 */
export class MarketWatch implements FeedListener {
  readonly #settings: MarketWatchOptions;
  readonly #coins = new Map<string, WatchedCoin>();
  readonly #earlier: Map<string, ObservedCoin>;
  readonly #events: CoinEvents;
  #cancel: Cancel = () => undefined;

  constructor(settings: MarketWatchOptions) {
    this.#settings = settings;
    this.#earlier = new Map(Object.entries(settings.earlier));
    this.#events = this.#listen();
  }

  start(): void {
    this.#cancel = repeat(this.#settings.clock, WAITING_CHECK_MS, () => {
      for (const coin of this.#coins.values()) coin.sequencer.resume();
    });
  }

  /** A coin is wanted, or its book has changed. */
  follow({ symbol, book }: WantedCoin): void {
    const known = this.#coins.get(symbol);
    if (!known) this.#begin(symbol, book);
    else {
      known.outbox.setBook(book);
      known.sequencer.resume();
    }
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
    for (const coin of this.#coins.values()) coin.lookAtListing();
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

  /** How each coin stands and how far it is told: little work, for what is looked at every second. */
  glimpses(isReArming: (symbol: string) => boolean): CoinStatus[] {
    return [...this.#coins.values()].map((coin) => {
      const { symbol, state } = coin;
      const told = coin.told(isReArming(symbol));
      return { symbol, state, told, ...coin.identityAt(told) };
    });
  }

  /** `isReArming`: the coin's alerts have yet to be re-armed for ids that began anew. */
  observe(isReArming: (symbol: string) => boolean): Prices['coins'] {
    return Object.fromEntries([...this.#coins].map(([symbol, coin]) => [symbol, coin.observed(isReArming(symbol))]));
  }

  /** The coin's next trade is at hand and waits for the windows behind it. */
  waitsForWindows(symbol: string): boolean {
    return this.#coins.get(symbol)?.sequencer.isHeld ?? false;
  }

  /** Of the live frames that wait for what was missed before them, about. */
  get waitingBytes(): number {
    return this.#settings.bufferBudget.count * BYTES_PER_FRAME;
  }

  /** Nothing comes any more, and nothing is asked for. */
  stop(): void {
    this.#cancel();
    this.#settings.backFill.stop();
    this.onInterrupted([...this.#coins.keys()]);
  }

  onSubscribed(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      const coin = this.#coins.get(symbol);
      if (!coin) continue;
      coin.isInterrupted = false;
      coin.sequencer.subscribed();
    }
  }

  onInterrupted(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      const coin = this.#coins.get(symbol);
      if (!coin) continue;
      coin.isInterrupted = true;
      coin.sequencer.interrupted();
    }
  }

  onRejected(symbol: string): void {
    const coin = this.#coins.get(symbol);
    if (coin && this.#updateState(coin)) this.#settings.onState();
  }

  onTrade(symbol: string, trade: Trade, receivedAt: number): void {
    const { counters } = this.#settings;
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    if (coin.sequencer.frame(trade.id, trade.time, trade, receivedAt)) {
      counters.trades += 1;
      coin.saw(trade);
      this.#settings.onPrice();
    } else counters.duplicates += 1;
  }

  onMarker(symbol: string, id: number, time: number): void {
    const { counters } = this.#settings;
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    if (coin.sequencer.frame(id, time, null, 0)) counters.markers += 1;
    else counters.duplicates += 1;
  }

  /** Nothing is claimed while trades may be missing. */
  onHeartbeat(instant: number, symbols: Iterable<string>): void {
    const { times, malformed } = this.#settings;
    const fault = times.errorOf(instant, null);
    times.heard(instant);
    if (fault) {
      malformed.quarantine(`heartbeat at ${instant}`, fault);
      return;
    }
    const mark = instant - MARK_MARGIN_MS;
    for (const symbol of symbols) {
      const coin = this.#coins.get(symbol);
      coin?.sequencer.resume();
      coin?.passTo(mark);
    }
  }

  /** More is known of the coin's past. */
  onFilled(symbol: string): void {
    this.#coins.get(symbol)?.sequencer.resume();
  }

  /** The coin's outbox let go of all it had. */
  onDropped(symbol: string, dropped: DroppedTrades): void {
    this.#coins.get(symbol)?.sequencer.dropped(dropped);
  }

  /** The stream took a tick of the coin. */
  onAccepted(symbol: string): void {
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    coin.streamAccepts();
    coin.sequencer.resume();
  }

  onMalformed(frame: string, fault: string, symbol: string | null): void {
    this.#settings.malformed.quarantine(frame, fault);
    if (symbol !== null) this.#coins.get(symbol)?.sequencer.unreadable();
  }

  #begin(symbol: string, book: Book): void {
    const { clock, bufferBudget, histories, publisher, times } = this.#settings;
    const earlier = this.#earlier.get(symbol) ?? null;
    const minutes = histories.follow(symbol, earlier?.published ?? null);
    const outbox = publisher.follow({ symbol, book }, minutes.told);
    const parts = {
      outbox,
      minutes,
      buffer: bufferBudget.open(),
      strays: bufferBudget.open(),
      times,
      earlier,
      areFinal: (metrics: Iterable<WindowedMetric>) => histories.areFinal(symbol, metrics),
      elapsed: () => clock.elapsed(),
      events: this.#events,
    };
    this.#coins.set(symbol, new WatchedCoin(parts));
    this.#earlier.delete(symbol);
    if (this.#settings.catalogue.look(symbol) === 'unlisted') this.#settings.catalogue.missed();
    this.catalogueChanged();
  }

  /** Its alerts stay, and not all of their owners wished it away: when it comes back, what it missed is filled. */
  #letGo(coin: WatchedCoin): void {
    // not its price, which may be old by then
    this.#earlier.set(coin.symbol, { ...coin.observed(false), price: null, lastTradeId: null, tradeAt: null });
    const oldest = this.#earlier.keys().next();
    if (this.#earlier.size > MAX_REMEMBERED_COINS && !oldest.done) this.#earlier.delete(oldest.value);
    this.#settings.backFill.forget(coin.symbol);
    coin.sequencer.leave();
    coin.outbox.leave();
    this.#settings.histories.unfollow(coin.symbol);
    this.#coins.delete(coin.symbol);
  }

  #listen(): CoinEvents {
    const { publisher, unwatched, malformed, counters, backFill, catalogue } = this.#settings;
    const { onPrice, onState, onIdRestart, onAnotherCoin, exchangeNow } = this.#settings;
    // one that was let go may have a successor under its symbol
    const isFollowed = (coin: WatchedCoin) => this.#coins.get(coin.symbol) === coin;
    return {
      exchangeNow,
      hasRoom: ({ outbox }) => publisher.hasRoom(outbox),
      publish(coin, trade, receivedAt, source) {
        publisher.add(coin.outbox, trade, receivedAt, source);
        onPrice();
      },
      onMissed({ symbol }, interval) {
        if (interval.reason === 'purged') counters.purgedTrades += interval.lastTradeId - interval.firstTradeId + 1;
        unwatched.report(symbol, interval);
      },
      onQuarantined: ({ symbol }, content, fault) => malformed.quarantine(`${symbol} ${content}`, fault),
      onUnknown: ({ symbol }, interval) => unwatched.report(symbol, interval),
      onIdRestart: ({ symbol, outbox }) => onIdRestart({ symbol, book: outbox.book }),
      isTraded: (symbol) => catalogue.isTraded(symbol),
      onAnotherCoin: (coin, comeback) => {
        const { symbol, outbox } = coin;
        const isPublished = () =>
          isFollowed(coin) && coin.isHeld && outbox.pendingCount === 0 && outbox.lastInFlight === null;
        const onPaused = () => coin.openListing();
        onAnotherCoin({ symbol, book: outbox.book, because: becauseOf(comeback), isPublished, onPaused });
      },
      onFlow: (coin) => {
        if (!isFollowed(coin)) return;
        if (coin.sequencer.mode !== 'following') coin.outbox.loseWatermark();
        backFill.update(coin);
        if (this.#updateState(coin)) onState();
      },
    };
  }

  #updateStates(): void {
    const changed = [...this.#coins.values()].filter((coin) => this.#updateState(coin));
    if (changed.length > 0) this.#settings.onState();
  }

  #updateState(coin: WatchedCoin): boolean {
    const { catalogue, feed } = this.#settings;
    const { symbol, isInterrupted, sequencer } = coin;
    const isSubscribed = !isInterrupted && feed().isSubscribed(symbol);
    const rejection = feed().rejectionOf(symbol);
    const listing = catalogue.look(symbol);
    const state = stateOf({ listing, rejection, isSubscribed, isInterrupted, mode: sequencer.mode });
    const changed = state !== coin.state;
    coin.state = state;
    coin.stateReason = state === 'rejected' ? (rejection ?? 'the exchange does not list it') : null;
    return changed;
  }
}
