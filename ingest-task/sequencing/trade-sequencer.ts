import type { Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { TradeRow } from '../exchange/market-rows.ts';
import { CoinTrades, type KnownTrade, spanOf, splitAtIdRestarts } from './coin-trades.ts';
import { FarFrame, isLoneJump, isOutOfOrder } from './far-frame.ts';
import { LeftOutTrades } from './left-out-trades.ts';
import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';
import type { DroppedTrades, SequencerDeps, SequencerListener, TradePage } from './sequencer-deps.ts';
import { type SequencerMode, SequencerState } from './sequencer-state.ts';
import { type NewestTrade, REST_LAG_MS, StrayFrames, type StrayVerdict } from './stray-frames.ts';
import { UnreadableRows } from './unreadable-rows.ts';

/**
 * Brings the trades of one coin into the order of their ids, each once; what is left out is reported as an interval. Whatever
 * went wrong shows in one way: the trade at hand is not `next`. When it changes from mode to mode: SequencerMode.
 *
 * A trade that can't be true is quarantined, and its id requested; where the answers are no better it is reported as missed.
 * Once an id restart is proved, another series begins: what is still missing of the old one is given up.
 */
export class TradeSequencer {
  readonly #ids: CoinTrades;
  readonly #state: SequencerState;
  readonly #buffer: ReorderBuffer;
  readonly #leftOut: LeftOutTrades;
  readonly #strays: StrayFrames;
  readonly #times: SequencerDeps['times'];
  readonly #unreadable: UnreadableRows;
  readonly #far = new FarFrame();
  readonly #listener: SequencerListener;
  readonly #mayProceed: SequencerDeps['mayProceed'];
  readonly #elapsed: () => number;
  /** the last trade of the dropped ones that may have reached the stream all the same */
  #lastInFlight: Trade | null = null;
  /** the time of the next trade, which is at hand and may not be taken yet; null when there is none */
  #heldAt: number | null = null;

  constructor({ floor, buffer, strays, times, listener, mayProceed, elapsed }: SequencerDeps) {
    this.#ids = new CoinTrades(floor);
    this.#state = new SequencerState(floor ? 'catching-up' : 'following', { times, elapsed });
    this.#buffer = buffer;
    this.#leftOut = new LeftOutTrades({ ids: this.#ids, buffer, times, listener });
    this.#strays = new StrayFrames(strays);
    this.#times = times;
    this.#unreadable = new UnreadableRows(() => times.isSure);
    this.#listener = listener;
    this.#mayProceed = mayProceed;
    this.#elapsed = elapsed;
  }

  get mode(): SequencerMode {
    return this.#state.mode;
  }

  /** The id that must come next; null when any may. */
  get next(): number | null {
    const { last } = this.#ids;
    return last && last.id + 1;
  }

  /** The next trade is at hand, and may not be taken yet. */
  get isHeld(): boolean {
    return this.#heldAt !== null;
  }

  /** The ids from `next` on are to be requested. */
  get isAskable(): boolean {
    return this.#state.isAskable;
  }

  /** The newest trade is to be requested: it proves whether the ids of some frames belong to the series. */
  get needsNewest(): boolean {
    return this.isAskable && (this.#strays.count > 0 || this.#far.isSuspect(this.#elapsed()));
  }

  /** Every trade that the exchange has sent was taken, as far as can be known. */
  get isComplete(): boolean {
    return this.#state.mode === 'following' && this.#ids.last !== null;
  }

  /**
   * When to request again after an empty answer, monotonic ms. While no frame waits, an empty answer is useful only once it
   * proves that nothing is missing.
   */
  get askAgainAt(): number {
    return this.#buffer.count > 0 ? Number.NEGATIVE_INFINITY : this.#state.doubtedAt + REST_LAG_MS;
  }

  /** Frames of the coin come from now on, or again. */
  subscribed(): void {
    this.#state.subscription(true, this.#hasTrades());
    this.#takeBuffered();
    this.#listener.onChange();
  }

  /** No frame comes any more, or one was lost. */
  interrupted(): void {
    this.#state.subscription(false, this.#hasTrades());
    this.#listener.onChange();
  }

  /** Takes one live frame; `trade` is null for an id that stands for no trade. Answers false for a known id. */
  frame(id: number, time: number, trade: Trade | null, receivedAt: number): boolean {
    const frame = { id, time, trade, receivedAt };
    const error = this.#times.errorOf(time, null);
    if (error) return this.#times.doubtClock(time) ? this.#hold(frame) : this.#refuse(frame, error);
    const place = this.#ids.see(id, time);
    if (place === 'seen') return false;
    if (place === 'second') {
      this.#leftOut.quarantineSecond(frame);
      return false;
    }
    if (place === 'stray') return this.#holdStray(frame);
    if (place === 'first') this.#begin(frame);
    if (place === 'next' && this.#mayFollow(time)) return this.#take(frame, 'live');
    const { mode } = this.#state;
    if (mode === 'shedding') return true;
    if (mode === 'catching-up' || place === 'ahead' || !this.#mayTake(frame)) return this.#hold(frame);
    return this.#takeLive(frame);
  }

  /** A frame of the coin came that can't be read: its trade has to be requested. */
  unreadable(): void {
    this.#doubt();
    this.#listener.onChange();
  }

  /** Takes an answer of the exchange. Answers how many ids were new. */
  page({ fromId, rows, askedAt, receivedAt }: TradePage): number {
    if (this.#state.mode !== 'catching-up') return 0;
    this.#takeBuffered();
    const [first] = rows;
    if (first && fromId <= this.#nextId()) this.#leftOut.skipPurged(first);
    let taken = 0;
    for (const [index, row] of rows.entries()) {
      if (this.#ids.isSecond(row.id, row.time)) this.#leftOut.quarantineSecond(row);
      this.#takeBuffered(); // before the row: a frame of the same id knows when it was received
      if (row.id > this.#nextId() || this.#state.isShedding) break;
      if (row.id < this.#nextId()) continue;
      const invalid = this.#unreadable.from(rows, index, (later) => this.#leftOut.errorOf(later));
      if (!invalid || (invalid.length === 0 && !this.#mayTake(row))) break;
      if (invalid.length > 0) this.#leftOut.skipInvalid(invalid, rows[index + invalid.length]);
      else this.#take({ ...row, receivedAt }, 'backfill');
      taken += Math.max(1, invalid.length);
    }
    this.#takeBuffered();
    this.#far.track(this.#buffer.first, this.#elapsed());
    this.#followIfComplete(rows.length === 0 && askedAt >= this.#state.doubtedAt + REST_LAG_MS);
    return taken;
  }

  /** Takes the exchange's answer to which trade is its newest. */
  newest(answer: NewestTrade): void {
    const { last } = this.#ids;
    if (this.#state.mode !== 'catching-up' || !last) return;
    this.#resolveStrays(this.#strays.judge(answer, last));
    if (this.#far.isRefutedBy(answer, this.#buffer.first)) {
      this.#leftOut.dropFar();
      this.#doubt(); // the answer may be very late
    }
    this.#followIfComplete(false);
  }

  /** What is missing before the frames that wait is reported as missed. Without such frames nothing can follow yet. */
  giveUp(reason: Unwatched['reason']): void {
    this.#giveUpMissing(reason);
    this.#resolveStrays(this.#strays.guess());
    this.#followIfComplete(false);
  }

  /** What the next trade waits for may be there. */
  resume(): void {
    if (this.#heldAt === null || !this.#mayTake({ time: this.#heldAt })) return;
    this.#takeBuffered();
    this.#followIfComplete(false);
    this.#listener.onChange();
  }

  /** The coin is unfollowed: what waits is of no use. */
  leave(): void {
    this.#state.unsubscribe();
    this.#heldAt = null;
    this.#buffer.clear();
    this.#strays.takeAll();
  }

  /** The outbox dropped its buffer. */
  dropped({ trades, lastInFlight }: DroppedTrades): void {
    const series = splitAtIdRestarts(trades);
    const last = series.pop();
    if (!last?.[0]) return;
    for (const ended of series) this.#listener.onMissed(spanOf(ended, 'given-up'));
    this.#ids.fallBack({ id: last[0].id - 1, time: last[0].time });
    this.#lastInFlight = lastInFlight && last.includes(lastInFlight) ? lastInFlight : null;
    this.#buffer.clear();
    this.#heldAt = null;
    this.#state.shed();
    this.#listener.onChange();
  }

  /** The stream accepted a tick of the coin; `published` is the last trade that it is known to have. */
  streamAccepts(published: Trade | null): void {
    if (!this.#state.isShedding) return;
    if (published && published === this.#lastInFlight) this.#ids.fallBack(published);
    this.#lastInFlight = null;
    this.#state.endShedding(this.#hasTrades());
    this.#listener.onChange();
  }

  #nextId(): number {
    return this.next ?? 0;
  }

  #hasTrades(): boolean {
    return this.#ids.last !== null;
  }

  #mayTake(next: Pick<TradeRow, 'time' | 'unreadable'>): boolean {
    const isHeld = this.#leftOut.errorOf(next) === null && !this.#mayProceed(next.time);
    this.#heldAt = isHeld ? next.time : null;
    return !isHeld;
  }

  /** What nearly every frame is: the next one, no older than the one before, while nothing is missing. */
  #mayFollow(time: number): boolean {
    const { last } = this.#ids;
    return this.#state.mode === 'following' && last !== null && time >= last.time && this.#mayProceed(time);
  }

  #begin(first: KnownTrade): void {
    this.#ids.resetAfterIdRestart(first);
    this.#listener.onFirst({ id: first.id - 1, time: first.time });
  }

  #doubt(): void {
    this.#state.doubt(this.#hasTrades());
  }

  #hold(frame: LiveFrame): boolean {
    const isNew = this.#buffer.add(frame) || this.#leftOut.replaceFalse(frame);
    if (this.#state.frameWaits()) this.#listener.onChange();
    if (!this.#state.isSubscribed) return isNew;
    this.#state.frameCame(frame.time);
    this.#takeBuffered();
    this.#followIfComplete(false);
    return isNew;
  }

  /** Takes the waiting frames that come next. A frame that is ahead of the clock waits until that is measured again. */
  #takeBuffered(): void {
    // taking a trade may fill the outbox: then the frames are of no use
    for (let { first } = this.#buffer; first && !this.#state.isShedding; first = this.#buffer.first) {
      const error = this.#times.errorOf(first.time, null);
      if (error && this.#times.awaitsClock && first.id >= this.#nextId()) return;
      if (!error && !this.#ids.last) this.#begin(first);
      if (!error && first.id > this.#nextId()) return;
      if (first.id === this.#nextId() && !this.#mayTake(first)) return;
      this.#buffer.shift();
      if (error) this.#refuse(first, error);
      else if (first.id === this.#nextId()) this.#takeLive(first);
    }
  }

  #takeLive(frame: LiveFrame): boolean {
    const error = this.#leftOut.errorOf(frame);
    if (error) return this.#refuse(frame, error);
    return this.#take(frame, 'live');
  }

  #take({ id, time, trade, receivedAt }: LiveFrame, source: Tick['source']): true {
    // before it is passed on: the outbox may drop it at once
    this.#ids.take(id, time);
    if (trade) this.#listener.onNext(trade, receivedAt, source);
    if (this.#strays.areRefutedBy(time)) this.#resolveStrays('same-id');
    while (isOutOfOrder(this.#buffer.first, time)) this.#leftOut.dropFar();
    return true;
  }

  /** A live frame that can't be true: its id is requested, unless it was taken already. */
  #refuse(frame: LiveFrame, error: string): boolean {
    this.#leftOut.quarantine(frame, error);
    if (frame.id >= this.#nextId()) this.unreadable();
    return false;
  }

  #holdStray(frame: LiveFrame): boolean {
    const isNew = this.#strays.add(frame, this.#ids.last, this.#elapsed());
    if (isNew) this.unreadable();
    return isNew;
  }

  #resolveStrays(verdict: StrayVerdict): void {
    if (verdict === 'id-restart') this.#resetAfterIdRestart();
    if (verdict === 'same-id') for (const frame of this.#strays.takeSeconds()) this.#leftOut.quarantineSecond(frame);
  }

  /** Nothing that was seen may be missing, and a frame or an answer without trades has to show that nothing else is. */
  #followIfComplete(hasNothingNewer: boolean): void {
    if (this.#buffer.count + this.#strays.count > 0 || !this.#ids.isAtNewest) return;
    if (this.#state.complete(hasNothingNewer)) this.#listener.onChange();
  }

  #giveUpMissing(reason: Unwatched['reason']): void {
    if (isLoneJump(this.#buffer, this.#nextId())) this.#leftOut.dropFar();
    const mayContinue = () => !this.#state.isShedding && !this.isHeld;
    for (let { first } = this.#buffer; first && mayContinue(); first = this.#buffer.first) {
      this.#leftOut.skipTo(first, reason);
      this.#takeBuffered();
      if (this.#buffer.first !== first || this.isHeld) continue;
      // ahead of a clock that can't be measured: the frame waits no longer
      this.#buffer.shift();
      this.#refuse(first, this.#times.errorOf(first.time, null) ?? 'T: is in doubt');
    }
  }

  /** The old series ends here: its frames are taken, what is missing of it is given up. */
  #resetAfterIdRestart(): void {
    const { first } = this.#strays;
    if (!first) return;
    this.#giveUpMissing('given-up');
    this.#buffer.clear(); // what is held of the old series comes too late
    this.#heldAt = null;
    const { newest } = this.#ids;
    if (newest) this.#leftOut.skipTo({ id: newest.id + 1, time: newest.time }, 'given-up');
    this.#lastInFlight = null;
    this.#unreadable.forget();
    this.#ids.resetAfterIdRestart(first);
    this.#listener.onIdRestart(first.time);
    for (const frame of this.#strays.takeAll()) this.#buffer.add(frame);
    this.#state.idsRestarted();
    this.#takeBuffered();
  }
}
