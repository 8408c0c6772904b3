import type { AlertIndexSummary, CoinState, Prices, WantedCoin } from '../../domain/market/coin.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import type { ViewedCoin } from '../../domain/market/viewed-coin.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { ExchangeFeed, FeedListener } from '../exchange/exchange-feed.ts';
import type { CoinMinutes } from '../history/coin-minutes.ts';
import { namesOf } from '../publishing/published-metrics.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { BackFill } from '../sequencing/back-fill.ts';
import type { BufferBudget } from '../sequencing/reorder-buffer.ts';
import type { DroppedTrades, SequencerDeps } from '../sequencing/sequencer-deps.ts';
import type { TradeTimes } from '../sequencing/trade-times.ts';
import { type CoinEventsDeps, createCoinEvents } from './coin-events.ts';
import { coinStateOf } from './coin-state.ts';
import type { ListingState } from './listings.ts';
import { RememberedCoins } from './remembered-coins.ts';
import { type CoinListener, WatchedCoin } from './watched-coin.ts';

/** How far behind a heartbeat the trades of the same connection may come. */
export const WATERMARK_MARGIN_MS = 1_000;
/** How often trades that wait for their windows are tried again, also where nothing comes of the coin any more. */
export const WAITING_CHECK_MS = 1_000;

const BYTES_PER_FRAME = 200;

export interface MarketWatchDeps extends CoinEventsDeps {
  readonly feed: () => Pick<ExchangeFeed, 'want' | 'isSubscribed' | 'rejectionOf'>;
  readonly catalogue: { listingState(symbol: string): ListingState; isTraded(symbol: string): boolean; missed(): void };
  readonly publisher: Pick<Publisher, 'follow' | 'add' | 'hasRoom'>;
  readonly histories: Histories;
  readonly backFill: Pick<BackFill, 'update' | 'forget' | 'stop'>;
  readonly bufferBudget: BufferBudget;
  readonly times: SequencerDeps['times'] & Pick<TradeTimes, 'heard'>;
  readonly clock: Clock;
  /** what the last run observed, by symbol; this run continues after `published` */
  readonly earlier: Prices['coins'];
  /** The state of a coin has changed. */
  readonly onState: () => void;
}

/** The minutes and windows of the followed coins. */
export interface Histories {
  /** `joinsAfter`: the last trade that is not to come again; null when that is not known */
  follow(symbol: string, joinsAfter: Trade | null): { readonly minutes: CoinMinutes };
  unfollow(symbol: string): void;
  /** The coin's alerts use these metrics from now on. */
  use(symbol: string, metrics: readonly WindowedMetric[]): void;
  areFinal(symbol: string, metrics: Iterable<WindowedMetric>): boolean;
}

export interface CoinStatus {
  readonly symbol: string;
  readonly state: CoinState;
  /** the last trade that the stream is known to have accepted */
  readonly published: PublishedTrade | null;
  readonly wasHalted: boolean;
  /** exchange ms; null when the name stood for no other coin */
  readonly listedFrom: number | null;
}

/** Follows the wanted coins: passes what the feed and the stream report to each coin, and keeps the coins' states. */
export class MarketWatch implements FeedListener {
  readonly #deps: MarketWatchDeps;
  readonly #coins = new Map<string, WatchedCoin>();
  readonly #remembered: RememberedCoins;
  readonly #events: CoinListener;
  #cancel: Cancel = () => undefined;

  constructor(deps: MarketWatchDeps) {
    this.#deps = deps;
    this.#remembered = new RememberedCoins(deps.earlier);
    this.#events = createCoinEvents(deps, {
      isFollowed: (coin) => this.#isFollowed(coin),
      onSequencerChange: (coin) => this.#sequencerChanged(coin),
    });
  }

  start(): void {
    this.#cancel = repeat(this.#deps.clock, WAITING_CHECK_MS, () => {
      for (const coin of this.#coins.values()) coin.sequencer.resume();
    });
  }

  /** A coin is wanted, or its alerts have changed. */
  follow({ symbol, book: alertIndex }: WantedCoin): void {
    const known = this.#coins.get(symbol);
    if (!known) this.#begin(symbol, alertIndex);
    else {
      known.outbox.setAlertIndex(alertIndex);
      this.#deps.histories.use(symbol, namesOf(known.outbox.windowed));
      known.sequencer.resume();
    }
  }

  unfollow(symbol: string): void {
    const coin = this.#coins.get(symbol);
    if (coin) this.#unfollow(coin);
    this.catalogueChanged();
    this.#deps.onState();
  }

  /** The coins that the feed has to subscribe may have changed. */
  catalogueChanged(): void {
    const watchable = [...this.#coins.keys()].filter(
      (symbol) => this.#deps.catalogue.listingState(symbol) === 'watchable',
    );
    for (const coin of this.#coins.values()) coin.catalogueChanged();
    this.#deps.feed().want(new Set(watchable));
    this.#updateStates();
  }

  /** Every coin that can be watched is. */
  isSettled(): boolean {
    return [...this.#coins.values()].every(({ state }) => state !== 'requested' && state !== 'dark');
  }

  get coinCount(): number {
    return this.#coins.size;
  }

  /** Cheap enough to be called every second. `isReArming`: see `observe`. */
  coinStatuses(isReArming: (symbol: string) => boolean): CoinStatus[] {
    return [...this.#coins.values()].map((coin) => {
      const { symbol, state } = coin;
      const published = coin.publishedTrade(isReArming(symbol));
      return { symbol, state, published, ...coin.identityAt(published) };
    });
  }

  /** What the snapshot holds. `isReArming`: the coin's alerts are not all re-armed yet after an id restart. */
  observe(isReArming: (symbol: string) => boolean): Prices['coins'] {
    return Object.fromEntries([...this.#coins].map(([symbol, coin]) => [symbol, coin.observed(isReArming(symbol))]));
  }

  /** What a tick of the coin shows of it; null when it is not watched. `at`: exchange clock, ms */
  viewOf(symbol: string, at: number): ViewedCoin | null {
    return this.#coins.get(symbol)?.view(at) ?? null;
  }

  /** The coin's next trade is at hand and waits for the windows before it. */
  waitsForWindows(symbol: string): boolean {
    return this.#coins.get(symbol)?.sequencer.isHeld ?? false;
  }

  /** Approximate bytes of the live frames that wait for earlier trades. */
  get bufferBytes(): number {
    return this.#deps.bufferBudget.count * BYTES_PER_FRAME;
  }

  /** No further trade is taken or requested. */
  stop(): void {
    this.#cancel();
    this.#deps.backFill.stop();
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
    if (coin && this.#updateState(coin)) this.#deps.onState();
  }

  onTrade(symbol: string, trade: Trade, receivedAt: number): void {
    const { counters } = this.#deps;
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    if (coin.sequencer.frame(trade.id, trade.time, trade, receivedAt)) {
      counters.trades += 1;
      coin.observe(trade);
      this.#deps.onPrice();
    } else counters.duplicates += 1;
  }

  onMarker(symbol: string, id: number, time: number): void {
    const { counters } = this.#deps;
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    if (coin.sequencer.frame(id, time, null, 0)) counters.markers += 1;
    else counters.duplicates += 1;
  }

  /** A coin that may have missed trades gets no watermark. */
  onHeartbeat(instant: number, symbols: Iterable<string>): void {
    const { times, malformed } = this.#deps;
    const error = times.errorOf(instant, null);
    times.heard(instant);
    if (error) {
      malformed.quarantine(`heartbeat at ${instant}`, error);
      return;
    }
    const watermark = instant - WATERMARK_MARGIN_MS;
    for (const symbol of symbols) {
      const coin = this.#coins.get(symbol);
      coin?.sequencer.resume();
      coin?.passTo(watermark);
    }
  }

  /** More of the coin's windows is known. */
  onFilled(symbol: string): void {
    this.#coins.get(symbol)?.sequencer.resume();
  }

  /** The coin's outbox dropped its buffer. */
  onDropped(symbol: string, dropped: DroppedTrades): void {
    this.#coins.get(symbol)?.sequencer.dropped(dropped);
  }

  /** The stream accepted a tick of the coin. */
  onAccepted(symbol: string): void {
    const coin = this.#coins.get(symbol);
    if (!coin) return;
    coin.streamAccepts();
    coin.sequencer.resume();
  }

  onMalformed(frame: string, error: string, symbol: string | null): void {
    this.#deps.malformed.quarantine(frame, error);
    if (symbol !== null) this.#coins.get(symbol)?.sequencer.unreadable();
  }

  #begin(symbol: string, alertIndex: AlertIndexSummary): void {
    const { clock, bufferBudget, histories, publisher, times } = this.#deps;
    const earlier = this.#remembered.get(symbol);
    const { minutes } = histories.follow(symbol, earlier?.published ?? null);
    const outbox = publisher.follow({ symbol, book: alertIndex }, minutes.published);
    histories.use(symbol, namesOf(outbox.windowed));
    const coin = new WatchedCoin({
      outbox,
      minutes,
      buffer: bufferBudget.open(),
      strays: bufferBudget.open(),
      times,
      earlier,
      areFinal: (metrics: Iterable<WindowedMetric>) => histories.areFinal(symbol, metrics),
      elapsed: () => clock.elapsed(),
      listener: this.#events,
    });
    this.#coins.set(symbol, coin);
    this.#remembered.forget(symbol);
    if (this.#deps.catalogue.listingState(symbol) === 'unlisted') this.#deps.catalogue.missed();
    this.catalogueChanged();
  }

  /** Its alerts stay: when the coin is wanted again, the trades that it missed are fetched. */
  #unfollow(coin: WatchedCoin): void {
    this.#remembered.remember(coin.symbol, coin.observed(false));
    this.#deps.backFill.forget(coin.symbol);
    coin.sequencer.leave();
    coin.outbox.leave();
    this.#deps.histories.unfollow(coin.symbol);
    this.#coins.delete(coin.symbol);
  }

  #isFollowed(coin: WatchedCoin): boolean {
    return this.#coins.get(coin.symbol) === coin;
  }

  #sequencerChanged(coin: WatchedCoin): void {
    if (!this.#isFollowed(coin)) return;
    if (coin.sequencer.mode !== 'following') coin.outbox.loseWatermark();
    this.#deps.backFill.update(coin);
    if (this.#updateState(coin)) this.#deps.onState();
  }

  #updateStates(): void {
    const changed = [...this.#coins.values()].filter((coin) => this.#updateState(coin));
    if (changed.length > 0) this.#deps.onState();
  }

  #updateState(coin: WatchedCoin): boolean {
    const { catalogue, feed } = this.#deps;
    const { symbol, isInterrupted, sequencer } = coin;
    const isSubscribed = !isInterrupted && feed().isSubscribed(symbol);
    const rejection = feed().rejectionOf(symbol);
    const listing = catalogue.listingState(symbol);
    const state = coinStateOf({ listing, rejection, isSubscribed, isInterrupted, mode: sequencer.mode });
    const changed = state !== coin.state;
    coin.state = state;
    coin.stateReason = state === 'rejected' ? (rejection ?? 'the exchange does not list it') : null;
    return changed;
  }
}
