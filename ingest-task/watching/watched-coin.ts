import type { Comeback } from '../../domain/alerts/another-coin.ts';
import type { CoinState, ObservedCoin, Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import type { ViewedCoin } from '../../domain/market/viewed-coin.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import type { CoinMinutes, TradePlace } from '../history/coin-minutes.ts';
import { WindowsGate } from '../history/windows-gate.ts';
import type { CoinOutbox } from '../publishing/coin-outbox.ts';
import type { LaggingCoin } from '../sequencing/catch-up.ts';
import type { ReorderBuffer } from '../sequencing/reorder-buffer.ts';
import type { SequencerDeps, SequencerListener } from '../sequencing/sequencer-deps.ts';
import { TradeSequencer } from '../sequencing/trade-sequencer.ts';
import { type Identity, ListingGate } from './listing-gate.ts';

export interface WatchedCoinDeps {
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly buffer: ReorderBuffer;
  readonly strays: ReorderBuffer;
  readonly times: SequencerDeps['times'];
  /** what the last run observed of the coin, or this run before it was unfollowed; null for a new coin */
  readonly earlier: ObservedCoin | null;
  /** monotonic ms */
  readonly elapsed: () => number;
  readonly listener: CoinListener;
  /** The values of these metrics in the coin's present minute are final, or nothing is left to do for them. */
  readonly areFinal: (metrics: Iterable<WindowedMetric>) => boolean;
}

/** What a coin asks and reports. */
export interface CoinListener {
  readonly hasRoom: (coin: WatchedCoin) => boolean;
  readonly publish: (coin: WatchedCoin, trade: Trade, receivedAt: number, source: Tick['source']) => void;
  readonly onMissed: (coin: WatchedCoin, interval: Unwatched) => void;
  readonly onQuarantined: (coin: WatchedCoin, content: string, error: string) => void;
  /** Trades were taken though values of their minutes may still become known; called again as the interval grows. */
  readonly onUnknown: (coin: WatchedCoin, interval: Unwatched) => void;
  readonly onIdRestart: (coin: WatchedCoin) => void;
  /** The exchange trades it at present, as far as is known. */
  readonly isTraded: (symbol: string) => boolean;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** Another coin trades under the name; its trades are held until `openListing` is called. */
  readonly onAnotherCoin: (coin: WatchedCoin, comeback: Pick<Comeback, 'before' | 'first'>) => void;
  readonly onSequencerChange: (coin: WatchedCoin) => void;
}

/** One coin while it is followed: passes its trades from the sequencer to its minutes and outbox, and knows its state. */
export class WatchedCoin implements LaggingCoin, SequencerListener {
  readonly symbol: string;
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly sequencer: TradeSequencer;
  readonly #gate: WindowsGate;
  /** its connection was lost, or its stream was silent, since it was last subscribed */
  isInterrupted = false;
  state: CoinState = 'requested';
  /** why it is rejected, for people; null in any other state */
  stateReason: string | null = null;
  readonly #listener: CoinListener;
  #observed: Pick<ObservedCoin, 'price' | 'lastTradeId' | 'tradeAt'>;
  /** The last trade that was published before this run or, after an id restart in this run, before that. */
  #floor: PublishedTrade | null;
  /** the first trade of this run follows directly after the floor */
  #continuesFloor = true;
  #hasBegun = false;
  readonly #listing: ListingGate;
  /** the last interval in which trades were taken with unknown values; its stored row grows with it */
  #unknown: Unwatched | null = null;

  constructor({ outbox, minutes, buffer, strays, times, earlier, elapsed, listener, areFinal }: WatchedCoinDeps) {
    this.symbol = outbox.symbol;
    this.outbox = outbox;
    this.minutes = minutes;
    this.#listener = listener;
    const { price = null, lastTradeId = null, tradeAt = null, published = null, listedFrom = null } = earlier ?? {};
    this.#observed = { price, lastTradeId, tradeAt };
    this.#floor = published;
    const wasHalted = earlier?.wasHalted || earlier?.state === 'halted' || earlier?.state === 'delisted';
    const isTraded = () => listener.isTraded(this.symbol);
    const { exchangeNow } = listener;
    this.#listing = new ListingGate({ last: published, wasHalted, listedFrom, isTraded, exchangeNow });
    if (listedFrom !== null) {
      minutes.beginListing(listedFrom);
      if (published) minutes.joinAfter(published);
    }
    const onUnknown = (from: number, to: number) => this.#reportUnknown(from, to);
    this.#gate = new WindowsGate({ minutes, outbox, areFinal, onUnknown, elapsed });
    const mayProceed = (time: number) => {
      this.#begin();
      return this.#gate.mayPass(time);
    };
    // What the last run received and did not publish is in no tick: it has to be fetched again.
    this.sequencer = new TradeSequencer({
      floor: published,
      buffer,
      strays,
      times,
      listener: this,
      mayProceed,
      elapsed,
    });
  }

  /** More of what it missed can be taken. */
  hasRoom(): boolean {
    return !this.sequencer.isHeld && this.#listener.hasRoom(this);
  }

  /** Every trade before `instant` (exchange ms) was received, if nothing is missing. */
  passTo(instant: number): void {
    if (!this.sequencer.isComplete || !this.#gate.mayPass(instant)) return;
    this.minutes.passTo(instant);
    this.outbox.setWatermark(instant);
  }

  onFirst(place: TradePlace): void {
    this.minutes.joinAfter(place);
  }

  /** The exchange's catalogue may have changed. */
  catalogueChanged(): void {
    this.#listing.checkHalt();
  }

  /** The trades of another coin under the name are held, and all before them were taken. */
  get isHeld(): boolean {
    const { held } = this.#listing;
    return held !== null && held.id === this.sequencer.next;
  }

  identityAt(published: Trade | null): Identity {
    return this.#listing.identityAt(published);
  }

  /** The stream accepted a tick. Dropped trades come again; those of another coin wait until the alerts are paused. */
  streamAccepts(): void {
    if (this.isHeld || this.sequencer.mode !== 'shedding') return;
    this.#listing.continueAfter(this.publishedTrade(false));
    this.sequencer.streamAccepts(this.outbox.published);
  }

  /** The alerts of the coin that traded under the name before are paused. */
  openListing(): void {
    this.#listing.open();
    this.sequencer.streamAccepts(this.outbox.published);
  }

  onNext(trade: Trade, receivedAt: number, source: Tick['source']): void {
    const traded = this.#listing.meet(trade);
    if (traded === 'another') {
      this.#hold(trade);
      return;
    }
    if (traded === 'begins') this.#beginListing(trade);
    this.#begin();
    this.observe(trade);
    this.minutes.add(trade);
    this.#listener.publish(this, trade, receivedAt, source);
  }

  /** Trades follow after the interval: a level that was crossed within it counts as crossed. */
  onMissed(interval: Unwatched): void {
    // the minutes know nothing of a second trade of an id
    if (interval.reason !== 'same-id') this.minutes.missedBefore(interval.to);
    this.#listener.onMissed(this, interval);
  }

  onQuarantined(content: string, error: string): void {
    this.#listener.onQuarantined(this, content, error);
  }

  /** Keeps the highest of the old ids, so that the new ones are below it however often they restart. */
  onIdRestart(time: number): void {
    const published = this.outbox.publishedTail;
    if (published && published.id > (this.#floor?.id ?? -1)) this.#floor = published;
    this.#continuesFloor = false;
    this.#listing.idsRestarted();
    this.#observed = { ...this.#observed, lastTradeId: null };
    this.minutes.resetAfterIdRestart(time);
    this.#gate.close();
    this.#listener.onIdRestart(this);
  }

  onChange(): void {
    if (this.sequencer.isComplete) this.#begin();
    this.#listener.onSequencerChange(this);
  }

  /** The newest trade, whether it is taken already or has to wait. */
  observe({ price, id, time }: Trade): void {
    if (id > (this.#observed.lastTradeId ?? -1)) this.#observed = { price, lastTradeId: id, tradeAt: time };
  }

  /** While alerts wait to be re-armed the position stays at the old ids: the next run must find the id restart again. */
  publishedTrade(isReArming: boolean): PublishedTrade | null {
    return isReArming ? this.#floor : (this.outbox.publishedTail ?? this.#floor);
  }

  observed(isReArming: boolean): ObservedCoin {
    const published = this.publishedTrade(isReArming);
    const values = this.minutes.presentValues() ?? { refs: {}, measures: {} };
    const { state, stateReason } = this;
    return {
      state,
      stateReason,
      ...this.#observed,
      ...this.identityAt(published),
      published,
      began: this.minutes.began,
      minute: this.minutes.present,
      open: this.minutes.openCandle(),
      ...values,
    };
  }

  /** What its ticks show while somebody listens. `at`: exchange clock, ms */
  view(at: number): ViewedCoin {
    const { price, tradeAt } = this.#observed;
    return { at, price, tradeAt, open: this.minutes.openCandle(), closed: this.minutes.closedCandle() };
  }

  /** Handled like trades that the outbox dropped: they are requested by id once the alerts are paused. */
  #hold(first: Trade): void {
    const { last } = this.#listing;
    this.sequencer.dropped({ trades: [first], lastInFlight: null });
    if (last) this.#listener.onAnotherCoin(this, { before: last, first });
  }

  #beginListing(first: Trade): void {
    const { id, time } = first;
    this.#continuesFloor = false;
    this.#hasBegun = false;
    this.minutes.beginListing(time);
    this.minutes.joinAfter({ id: id - 1, time });
    this.outbox.beginListing();
    this.#gate.close();
  }

  /** Continues after the last published trade: another one came, or it is known that there is none. */
  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    if (this.#floor && this.#continuesFloor) this.outbox.continueFrom(this.#floor);
  }

  /** Trades no longer wait for values of these minutes, which may still become known. No trade is missing. */
  #reportUnknown(from: number, to: number): void {
    const last = this.outbox.published?.id ?? this.#floor?.id ?? -1;
    const begun = this.#unknown?.from === from ? this.#unknown : { firstTradeId: last + 1, lastTradeId: last };
    this.#unknown = { ...begun, from, to, reason: 'no-windows' };
    this.#listener.onUnknown(this, this.#unknown);
  }
}
