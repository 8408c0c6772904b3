import type { Comeback } from '../domain/another-coin.ts';
import type { CoinState, ObservedCoin, Unwatched } from '../domain/coin.ts';
import type { Tick } from '../domain/tick.ts';
import type { PublishedTrade, Trade } from '../domain/trade.ts';
import type { ListingState } from './catalogue.ts';
import type { LaggingCoin } from './catching-up/back-fill.ts';
import { CoinFlow } from './catching-up/coin-flow.ts';
import type { FlowListener, FlowMode } from './catching-up/flow-parts.ts';
import type { WaitingFrames } from './catching-up/waiting-frames.ts';
import type { CoinOutbox } from './coin-outbox.ts';
import type { CoinMinutes } from './history/coin-minutes.ts';
import { ListingGate } from './listing-gate.ts';
import type { TradeTimes } from './trade-times.ts';

export interface WatchedCoinParts {
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly waiting: WaitingFrames;
  readonly strays: WaitingFrames;
  readonly times: Pick<TradeTimes, 'faultOf'>;
  /** what was observed of the coin by the last run, or until it was let go */
  readonly earlier: ObservedCoin | null;
  /** monotonic ms */
  readonly elapsed: () => number;
  readonly events: CoinEvents;
}

/** What the market watch does for a coin. */
export interface CoinEvents {
  readonly hasRoom: (coin: WatchedCoin) => boolean;
  readonly publish: (coin: WatchedCoin, trade: Trade, receivedAt: number, source: Tick['source']) => void;
  readonly onMissed: (coin: WatchedCoin, interval: Unwatched) => void;
  readonly onQuarantined: (coin: WatchedCoin, content: string, fault: string) => void;
  readonly onBeganAnew: (coin: WatchedCoin) => void;
  /** The exchange trades it at present, as far as is known. */
  readonly isTraded: (symbol: string) => boolean;
  /** Another coin trades under the name; its trades are held until `openListing` is called. */
  readonly onAnotherCoin: (coin: WatchedCoin, comeback: Pick<Comeback, 'before' | 'first'>) => void;
  readonly onFlow: (coin: WatchedCoin) => void;
}

/** One coin while it is wanted: what came of it, and what is to be said of it. */
export class WatchedCoin implements LaggingCoin, FlowListener {
  readonly symbol: string;
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly flow: CoinFlow;
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

  constructor({ outbox, minutes, waiting, strays, times, earlier, elapsed, events }: WatchedCoinParts) {
    this.symbol = outbox.symbol;
    this.outbox = outbox;
    this.minutes = minutes;
    this.#events = events;
    const { price = null, lastTradeId = null, tradeAt = null, published = null } = earlier ?? {};
    this.#observed = { price, lastTradeId, tradeAt };
    this.#floor = published;
    const wasHalted = earlier?.wasHalted || earlier?.state === 'halted' || earlier?.state === 'delisted';
    this.#listing = new ListingGate({ last: published, wasHalted, isTraded: () => events.isTraded(this.symbol) });
    this.#listedFrom = earlier?.listedFrom ?? null;
    if (this.#listedFrom !== null) minutes.beginListing(this.#listedFrom);
    // What was only received when a run ended is in no tick: it has to be filled.
    this.flow = new CoinFlow({ floor: published, waiting, strays, times, listener: this, elapsed });
  }

  hasRoom(): boolean {
    return this.#events.hasRoom(this);
  }

  /** The exchange's catalogue may have changed. */
  lookAtListing(): void {
    this.#listing.look();
  }

  /** The trades of another coin under the name are held. */
  get isHeld(): boolean {
    return this.#listing.isClosed;
  }

  /** Whether the exchange was seen not to trade it since its last trade, and since when the name stands for this coin. */
  get identity(): Required<Pick<ObservedCoin, 'wasHalted' | 'listedFrom'>> {
    return { wasHalted: this.#listing.wasHalted, listedFrom: this.#listedFrom };
  }

  /** The alerts of the coin that traded under the name before are paused. */
  openListing(): void {
    this.#listing.open();
    this.flow.streamTakes(this.outbox.published);
  }

  onNext(trade: Trade, receivedAt: number, source: Tick['source']): void {
    const traded = this.#listing.meet(trade);
    if (traded === 'another') {
      this.#hold(trade);
      return;
    }
    if (traded === 'begins') this.#beginListing(trade);
    if (!this.#hasBegun) this.#begin(trade);
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
  onBeganAnew(time: number): void {
    const published = this.outbox.publishedTail;
    if (published && published.id > (this.#floor?.id ?? -1)) this.#floor = published;
    this.#joinsOn = false;
    this.#listing.idsBeganAnew();
    this.#observed = { ...this.#observed, lastTradeId: null };
    this.minutes.beginAnew(time);
    this.#events.onBeganAnew(this);
  }

  onChange(): void {
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
      ...this.identity,
      published,
      minute: this.minutes.present,
      ...values,
    };
  }

  /** Let go, as if the outbox had: it is asked for by id once the alerts are paused. */
  #hold(first: Trade): void {
    const { last } = this.#listing;
    this.flow.dropped({ trades: [first], onItsWay: null });
    if (last) this.#events.onAnotherCoin(this, { before: last, first });
  }

  #beginListing({ time }: Trade): void {
    this.#listedFrom = time;
    this.#joinsOn = false;
    this.#hasBegun = false;
    this.minutes.beginListing(time);
    this.outbox.beginListing();
  }

  /** What the minute held before it is not known. */
  #begin(first: Trade): void {
    this.#hasBegun = true;
    this.minutes.missedBefore(first.time);
    if (this.#floor && this.#joinsOn) this.outbox.joinOn(this.#floor);
  }
}

export interface Circumstances {
  readonly listing: ListingState;
  /** why the exchange refuses it; null while it does not */
  readonly rejection: string | null;
  readonly isSubscribed: boolean;
  readonly isInterrupted: boolean;
  readonly mode: FlowMode;
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
