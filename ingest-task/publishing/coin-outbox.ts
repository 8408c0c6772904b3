import type { AlertIndexSummary } from '../../domain/market/coin.ts';
import type { Feed } from '../../domain/market/feed.ts';
import { minuteOf, TICK_VERSION, type Tick } from '../../domain/market/tick.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import { PendingTrades } from './pending-trades.ts';
import {
  hasWindows,
  NO_VALUES,
  type PublishedMetrics,
  type WindowedMetrics,
  windowedMetricsOf,
} from './published-metrics.ts';
import { EveryMinute, SparseMinutes, type TickPlan, type TickPlanner } from './tick-planner.ts';
import { Watermark } from './watermark.ts';

export interface OutboxOptions {
  readonly symbol: string;
  readonly alertIndex: AlertIndexSummary;
  readonly metrics: PublishedMetrics;
  /** The minutes from `from` up to, not including, `to` are skipped: there are too many of them. */
  readonly onSkipped: (from: number, to: number) => void;
}

export interface CutContext {
  readonly feed: Feed;
  readonly epoch: number;
  /** own clock, ms */
  readonly now: number;
  /** exchange clock, ms */
  readonly exchangeNow: number;
  /** exchange clock minus own clock, ms; null when it is not measured */
  readonly clockOffsetMs: number | null;
}

/** A published trade and the one before it. */
interface Tail {
  readonly trade: Trade;
  readonly before: Trade | null;
}

/** A tick that was sent and not answered yet. */
interface SentTick extends TickPlan {
  /** its last trade; null when it has none, or the coin was unfollowed meanwhile */
  readonly last: Tail | null;
  readonly indexVersion: number;
}

/**
 * Makes the ticks of one coin, one at a time: between `cut` and `accepted` or `refused` it makes no other.
 *
 * `seq` grows with every attempt: the stream may have taken a tick whose answer was lost, and a reader must not trust its
 * page after two different ticks of one seq. Refused trades stay at the head and are merged with what came since. After
 * dropping its buffer it sends empty ticks until the stream accepts one.
 *
 * Which minute a tick is of, and how much it holds: TickPlanner. How far it may claim that all is published: Watermark.
 */
export class CoinOutbox {
  readonly symbol: string;
  readonly #pending = new PendingTrades();
  readonly #watermark = new Watermark();
  readonly #onSkipped: OutboxOptions['onSkipped'];
  #alertIndex: AlertIndexSummary;
  #windowed: WindowedMetrics;
  #metrics: PublishedMetrics;
  #planner: TickPlanner;
  #seq = 0;
  #sent: SentTick | null = null;
  /** the newest trade that was added */
  #newest: Trade | null = null;
  /** the trade before the next tick's first one */
  #previous: Tail | null = null;
  /** the last trade that the stream is known to have */
  #published: Tail | null = null;
  #publishedIndexVersion: number | null = null;
  #hasLeft = false;
  /** the buffer was dropped: empty ticks ask whether the stream accepts any */
  #isProbing = false;

  constructor({ symbol, alertIndex, metrics, onSkipped }: OutboxOptions) {
    this.symbol = symbol;
    this.#alertIndex = alertIndex;
    this.#windowed = windowedMetricsOf(alertIndex);
    this.#metrics = metrics;
    this.#onSkipped = onSkipped;
    this.#planner = this.#makePlanner();
  }

  get pendingCount(): number {
    return this.#pending.count;
  }

  get alertIndex(): AlertIndexSummary {
    return this.#alertIndex;
  }

  /** The windowed metrics that the coin's alerts use; the same object until they use others. */
  get windowed(): WindowedMetrics {
    return this.#windowed;
  }

  /** The last trade that the stream is known to have accepted since the coin is followed. */
  get published(): Trade | null {
    return this.#published?.trade ?? null;
  }

  /** The same with the trade before it, for a run that continues from there. */
  get publishedTail(): PublishedTrade | null {
    if (!this.#published) return null;
    const { trade, before } = this.#published;
    if (before?.id !== trade.id - 1) return trade;
    const { time, price, quantity } = before;
    return { ...trade, before: { time, price, quantity } };
  }

  /** The first trade of the tick that is not answered yet; null when there is none. */
  get firstInFlight(): Trade | null {
    return this.#sent && this.#sent.count > 0 ? this.#pending.at(0) : null;
  }

  /** The last trade of the tick that is not answered yet; null when there is none. */
  get lastInFlight(): Trade | null {
    return this.#sent?.last?.trade ?? null;
  }

  /** Start of the first minute before `time` (exchange ms) that is still to be published to its end; null when there is none. */
  firstUnpublishedBefore(time: number): number | null {
    return this.#planner.firstUnpublishedBefore(time);
  }

  setAlertIndex(alertIndex: AlertIndexSummary): void {
    const hadWindows = hasWindows(this.#windowed);
    if (alertIndex.metrics.join() !== this.#alertIndex.metrics.join()) this.#windowed = windowedMetricsOf(alertIndex);
    this.#alertIndex = alertIndex;
    if (hadWindows !== hasWindows(this.#windowed)) this.#planner = this.#makePlanner();
  }

  /** `PublishedTrade`: the last trade published before this run, or before the coin was unfollowed. */
  continueFrom({ before, ...trade }: PublishedTrade): void {
    this.#previous ??= { trade, before: before ? { id: trade.id - 1, ...before } : null };
    this.#planner.continueFrom(minuteOf(trade.time));
  }

  add(trade: Trade, receivedAt: number, source: Tick['source'] = 'live'): void {
    if (this.#newest && trade.id <= this.#newest.id) this.#resetWatermark();
    this.#newest = trade;
    this.#pending.add(trade, receivedAt, source);
  }

  /** Every trade before `instant` (exchange clock, ms) has been received. Never goes backwards while ids grow. */
  setWatermark(instant: number): void {
    this.#watermark.set(instant, this.#pending.count);
  }

  /** Trades may have been missed. */
  loseWatermark(): void {
    this.#watermark.lose();
  }

  /** The next tick, or null when there is nothing to publish or one is still unacknowledged. */
  cut(context: CutContext): Tick | null {
    if (this.#sent || this.#hasLeft) return null;
    this.#forgetLaterMinutes();
    const plan = this.#planner.next({ exchangeNow: context.exchangeNow, mustSend: this.#mustSend() });
    if (!plan) return null;
    if (plan.count > 0) this.#partFromOldIds();
    this.#seq += 1;
    this.#sent = { ...plan, last: this.#tailOf(plan), indexVersion: this.#alertIndex.version };
    this.#watermark.sent(plan.watermark);
    return this.#tick(plan, context);
  }

  /** The stream accepted the tick. Answers whether there is more that can go at once. */
  accepted(): boolean {
    if (!this.#sent) return false;
    const { count, hasMore, last, indexVersion, watermark } = this.#sent;
    this.#pending.dropHead(count);
    this.#watermark.published(count);
    this.#previous = last ?? this.#previous;
    this.#published = last ?? this.#published;
    this.#publishedIndexVersion = indexVersion;
    this.#watermark.accepted(watermark);
    this.#planner.accepted(this.#sent);
    this.#sent = null;
    this.#isProbing = false;
    return hasMore;
  }

  /** The tick may or may not be in the stream: what it held is sent again under a new seq. */
  refused(): void {
    this.#sent = null;
  }

  /** Another coin trades under the name from the next trade on: it has no past. Nothing is pending or in flight. */
  beginListing(): void {
    this.#previous = null;
    this.#planner = this.#makePlanner();
    this.#metrics.forget();
    this.#resetWatermark();
    this.#seq += 1;
  }

  /** The coin is unfollowed: a tick in flight may arrive, nothing else is sent. */
  leave(): void {
    this.#hasLeft = true;
    this.#newest = null;
    this.#previous = null;
    this.#published = null;
    this.dropAll();
    if (this.#sent) this.#sent = { ...this.#sent, last: null };
  }

  /** The coin is followed again: its first tick must not look like the successor of its last one. */
  rejoin(alertIndex: AlertIndexSummary, metrics: PublishedMetrics): void {
    this.#hasLeft = false;
    this.#isProbing = false;
    this.setAlertIndex(alertIndex);
    this.#metrics = metrics;
    this.#publishedIndexVersion = null;
    this.#planner = this.#makePlanner();
    this.#resetWatermark();
    this.#seq += 1;
  }

  /**
   * Drops all trades, also those in flight, which may reach the stream all the same. The next trade added must follow on
   * the last one that did.
   */
  dropAll(): Trade[] {
    const dropped = this.#pending.dropAll();
    this.#newest = this.published;
    this.#watermark.lose();
    this.#isProbing = true;
    if (this.#sent) this.#sent = { ...this.#sent, count: 0 };
    return dropped;
  }

  #makePlanner(): TickPlanner {
    const deps = { pending: this.#pending, watermark: this.#watermark, onSkipped: this.#onSkipped };
    return hasWindows(this.#windowed) ? new EveryMinute(deps) : new SparseMinutes(deps);
  }

  /** A tick is due even without a trade or a watermark. */
  #mustSend(): boolean {
    return this.#isProbing || this.#publishedIndexVersion !== this.#alertIndex.version;
  }

  #tailOf({ count }: TickPlan): Tail | null {
    const trade = this.#pending.at(count - 1);
    return trade && { trade, before: this.#pending.at(count - 2) ?? this.#previous?.trade ?? null };
  }

  #tick({ minute, count, watermark }: TickPlan, context: CutContext): Tick {
    return {
      v: TICK_VERSION,
      symbol: this.symbol,
      feed: context.feed,
      epoch: context.epoch,
      seq: this.#seq,
      book: this.#alertIndex,
      source: (count > 0 ? this.#pending.firstSource() : null) ?? 'live',
      receivedAt: (count > 0 ? this.#pending.firstReceivedAt() : null) ?? context.now,
      receivedAfter: this.#pending.receivedAfter(count),
      publishedAt: context.now,
      clockOffsetMs: context.clockOffsetMs,
      previous: this.#previous?.trade ?? null,
      beforePrevious: this.#previous?.before ?? null,
      ...(count > 0 || watermark !== null ? this.#metrics.partOf(minute, this.#windowed) : NO_VALUES),
      minute,
      watermark,
      trades: this.#pending.columns(count),
    };
  }

  /** The ids of the pending trades restarted: none of the trades before is the previous one. */
  #idsRestarted(): boolean {
    const first = this.#pending.at(0);
    return first !== null && this.#previous !== null && first.id <= this.#previous.trade.id;
  }

  /** After an id restart the tick must not look like a successor: its reader would skip the new, lower ids as known. */
  #partFromOldIds(): void {
    if (!this.#idsRestarted()) return;
    this.#previous = null;
    this.#seq += 1;
  }

  /** Where ids restart at earlier times, the later minutes and watermarks were those of the old trades. */
  #forgetLaterMinutes(): void {
    const first = this.#pending.at(0);
    const { openMinute } = this.#planner;
    if (openMinute === null || !first || first.time >= openMinute || !this.#idsRestarted()) return;
    this.#planner = this.#makePlanner();
    this.#metrics.forget();
    this.#watermark.resetSent();
  }

  /** Also the watermark in flight says nothing about the new ids. */
  #resetWatermark(): void {
    this.#watermark.reset();
    if (this.#sent) this.#sent = { ...this.#sent, watermark: null };
  }
}
