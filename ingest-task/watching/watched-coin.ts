import type { Comeback } from '../../domain/alerts/another-coin.ts';
import type { CoinState, ObservedCoin, Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import type { CoinMinutes, TradePlace } from '../history/coin-minutes.ts';
import { WindowsGate } from '../history/windows-gate.ts';
import type { CoinOutbox } from '../publishing/coin-outbox.ts';
import type { LaggingCoin } from '../sequencing/catch-up.ts';
import type { ReorderBuffer } from '../sequencing/reorder-buffer.ts';
import type { SequencerDeps, SequencerListener } from '../sequencing/sequencer-deps.ts';
import type { SequencerMode } from '../sequencing/sequencer-state.ts';
import { TradeSequencer } from '../sequencing/trade-sequencer.ts';
import type { ListingState } from './catalogue.ts';
import { hasReached, ListingGate } from './listing-gate.ts';

export interface WatchedCoinParts {
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly buffer: ReorderBuffer;
  readonly strays: ReorderBuffer;
  readonly times: SequencerDeps['times'];
  /** what was observed of the coin by the last run, or until it was let go */
  readonly earlier: ObservedCoin | null;
  /** monotonic ms */
  readonly elapsed: () => number;
  readonly events: CoinEvents;
  /** The values of these metrics in the coin's present minute are final, or nothing is left to do for them. */
  readonly areFinal: (metrics: Iterable<WindowedMetric>) => boolean;
}

/** What the market watch does for a coin. */
export interface CoinEvents {
  readonly hasRoom: (coin: WatchedCoin) => boolean;
  readonly publish: (coin: WatchedCoin, trade: Trade, receivedAt: number, source: Tick['source']) => void;
  readonly onMissed: (coin: WatchedCoin, interval: Unwatched) => void;
  readonly onQuarantined: (coin: WatchedCoin, content: string, fault: string) => void;
  /** Trades went on though values of their minutes may become known yet; called again as the interval grows. */
  readonly onUnknown: (coin: WatchedCoin, interval: Unwatched) => void;
  readonly onIdRestart: (coin: WatchedCoin) => void;
  /** The exchange trades it at present, as far as is known. */
  readonly isTraded: (symbol: string) => boolean;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** Another coin trades under the name; its trades are held until `openListing` is called. */
  readonly onAnotherCoin: (coin: WatchedCoin, comeback: Pick<Comeback, 'before' | 'first'>) => void;
  readonly onFlow: (coin: WatchedCoin) => void;
}

/** One coin while it is wanted: what came of it, and what is to be said of it. */
export class WatchedCoin implements LaggingCoin, SequencerListener {
  readonly symbol: string;
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly sequencer: TradeSequencer;
  readonly #gate: WindowsGate;
  /** its connection was lost, or it was mute, since it was subscribed last */
  isInterrupted = false;
  state: CoinState = 'requested';
  /** why it is rejected, for people; null in any other state */
  stateReason: string | null = null;
  readonly #events: CoinEvents;
  #observed: Pick<ObservedCoin, 'price' | 'lastTradeId' | 'tradeAt'>;
  /** The last trade that was published before this run or, where the ids began anew within it, before that. */
  #floor: PublishedTrade | null;
  /** the first trade of this run, if it comes, follows directly on the floor */
  #joinsOn = true;
  #hasBegun = false;
  readonly #listing: ListingGate;
  /** exchange ms: since when the name stands for this coin; null when it stood for no other */
  #listedFrom: number | null;
  /** the first trade of this coin, where this run found that it is another one, and since when the name stood for the one before */
  #listed: { readonly first: Trade; readonly before: number | null } | null = null;
  /** the last interval in which minutes went on with unknown values; its row grows with it */
  #unknown: Unwatched | null = null;

  constructor({ outbox, minutes, buffer, strays, times, earlier, elapsed, events, areFinal }: WatchedCoinParts) {
    this.symbol = outbox.symbol;
    this.outbox = outbox;
    this.minutes = minutes;
    this.#events = events;
    const { price = null, lastTradeId = null, tradeAt = null, published = null } = earlier ?? {};
    this.#observed = { price, lastTradeId, tradeAt };
    this.#floor = published;
    const wasHalted = earlier?.wasHalted || earlier?.state === 'halted' || earlier?.state === 'delisted';
    const isTraded = () => events.isTraded(this.symbol);
    this.#listing = new ListingGate({ last: published, wasHalted, isTraded, exchangeNow: events.exchangeNow });
    this.#listedFrom = earlier?.listedFrom ?? null;
    if (this.#listedFrom !== null) {
      minutes.beginListing(this.#listedFrom);
      if (published) minutes.joinAfter(published);
    }
    const onUnknown = (from: number, to: number) => this.#goOnUnknown(from, to);
    this.#gate = new WindowsGate({ minutes, outbox, areFinal, onUnknown, elapsed });
    const mayProceed = (time: number) => {
      this.#begin();
      return this.#gate.mayPass(time);
    };
    // What was only received when a run ended is in no tick: it has to be filled.
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
    return !this.sequencer.isHeld && this.#events.hasRoom(this);
  }

  /** Every trade before `instant` (exchange ms) was taken, if nothing is missing. */
  passTo(instant: number): void {
    if (!this.sequencer.isComplete || !this.#gate.mayPass(instant)) return;
    this.minutes.passTo(instant);
    this.outbox.setWatermark(instant);
  }

  onFirst(place: TradePlace): void {
    this.minutes.joinAfter(place);
  }

  /** The exchange's catalogue may have changed. */
  lookAtListing(): void {
    this.#listing.look();
  }

  /** The trades of another coin under the name are held, and all before them were taken. */
  get isHeld(): boolean {
    const { held } = this.#listing;
    return held !== null && held.id === this.sequencer.next;
  }

  /**
   * Whether the exchange was seen not to trade it since this trade, and since when the name stands for the coin of this trade.
   * A run that goes on behind it must not know what only later trades have shown.
   */
  identityAt(published: Trade | null): Required<Pick<ObservedCoin, 'wasHalted' | 'listedFrom'>> {
    const isBefore = this.#listed !== null && !hasReached(published, this.#listed.first);
    const listedFrom = isBefore && this.#listed ? this.#listed.before : this.#listedFrom;
    return { wasHalted: this.#listing.wasHaltedSince(published), listedFrom };
  }

  /** The stream took a tick. What was dropped before comes again; what is another coin's waits for its alerts to be paused. */
  streamAccepts(): void {
    if (this.isHeld || this.sequencer.mode !== 'shedding') return;
    this.#listing.goOnBehind(this.told(false));
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
    this.saw(trade);
    this.minutes.add(trade);
    this.#events.publish(this, trade, receivedAt, source);
  }

  /** The trades go on beyond it: what was crossed since the last one told, was crossed. */
  onMissed(interval: Unwatched): void {
    // of a second trade of an id the minutes know nothing
    if (interval.reason !== 'same-id') this.minutes.missedBefore(interval.to);
    this.#events.onMissed(this, interval);
  }

  onQuarantined(content: string, fault: string): void {
    this.#events.onQuarantined(this, content, fault);
  }

  /** Keeps the highest of the old ids, so that the new ones are below it however often they begin anew. */
  onIdRestart(time: number): void {
    const published = this.outbox.publishedTail;
    if (published && published.id > (this.#floor?.id ?? -1)) this.#floor = published;
    this.#joinsOn = false;
    this.#listing.idsRestarted();
    this.#observed = { ...this.#observed, lastTradeId: null };
    this.minutes.resetAfterIdRestart(time);
    this.#gate.close();
    this.#events.onIdRestart(this);
  }

  onChange(): void {
    if (this.sequencer.isComplete) this.#begin();
    this.#events.onFlow(this);
  }

  /** The newest trade, whether it is passed on already or has to wait. */
  saw({ price, id, time }: Trade): void {
    if (id > (this.#observed.lastTradeId ?? -1)) this.#observed = { price, lastTradeId: id, tradeAt: time };
  }

  /** While alerts wait to be re-armed the floor stays at the old ids: the next run must see them begin anew again. */
  told(isReArming: boolean): PublishedTrade | null {
    return isReArming ? this.#floor : (this.outbox.publishedTail ?? this.#floor);
  }

  observed(isReArming: boolean): ObservedCoin {
    const published = this.told(isReArming);
    const values = this.minutes.presentValues() ?? { refs: {}, measures: {} };
    const { state, stateReason } = this;
    return {
      state,
      stateReason,
      ...this.#observed,
      ...this.identityAt(published),
      published,
      minute: this.minutes.present,
      ...values,
    };
  }

  /** Let go, as if the outbox had: it is asked for by id once the alerts are paused. */
  #hold(first: Trade): void {
    const { last } = this.#listing;
    this.sequencer.dropped({ trades: [first], lastInFlight: null });
    if (last) this.#events.onAnotherCoin(this, { before: last, first });
  }

  #beginListing(first: Trade): void {
    const { id, time } = first;
    this.#listed = { first, before: this.#listedFrom };
    this.#listedFrom = time;
    this.#joinsOn = false;
    this.#hasBegun = false;
    this.minutes.beginListing(time);
    this.minutes.joinAfter({ id: id - 1, time });
    this.outbox.beginListing();
    this.#gate.close();
  }

  /** The trades go on behind the last one that was published: by a trade, or because there is none. */
  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    if (this.#floor && this.#joinsOn) this.outbox.continueFrom(this.#floor);
  }

  /** Values of these minutes may become known yet, and trades wait for them no longer. No trade is missing. */
  #goOnUnknown(from: number, to: number): void {
    const last = this.outbox.published?.id ?? this.#floor?.id ?? -1;
    const begun = this.#unknown?.from === from ? this.#unknown : { firstTradeId: last + 1, lastTradeId: last };
    this.#unknown = { ...begun, from, to, reason: 'no-windows' };
    this.#events.onUnknown(this, this.#unknown);
  }
}

export interface Circumstances {
  readonly listing: ListingState;
  /** why the exchange refuses it; null while it does not */
  readonly rejection: string | null;
  readonly isSubscribed: boolean;
  readonly isInterrupted: boolean;
  readonly mode: SequencerMode;
}

/** What can be said of a coin that is wanted. */
export function stateOf({ listing, rejection, isSubscribed, isInterrupted, mode }: Circumstances): CoinState {
  if (listing === 'unlisted') return 'rejected';
  if (listing === 'delisted') return 'delisted';
  if (listing === 'halted') return 'halted';
  if (rejection !== null && !isSubscribed) return 'rejected';
  if (isSubscribed) return mode === 'following' ? 'live' : 'catching-up';
  return isInterrupted ? 'dark' : 'requested';
}
