import type { Unwatched } from '../../domain/market/coin.ts';
import type { Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { AggTradeRow } from '../exchanges/binance/read-agg-trades.ts';
import { CoinTrades, type KnownTrade, seriesOf, spanOf } from './coin-trades.ts';
import { FarFrame, isLoneJump, isOutOfOrder } from './far-frame.ts';
import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';
import type { DroppedTrades, Page, SequencerDeps, SequencerListener, SequencerMode } from './sequencer-deps.ts';
import { type NewestTrade, REST_LAG_MS, StrayFrames, type StrayVerdict } from './stray-frames.ts';
import { type RowFault, UnreadableRows } from './unreadable-rows.ts';

/**
 * Brings the trades of one coin into the order of their ids, each once, and none left out but as a stated interval.
 * Whatever went wrong shows in one way: what is at hand is not `next`. How it goes from mode to mode: SequencerMode.
 *
 * What can't be true is quarantined, and its id asked for; where the answers are no better it is told as missed. Ids that are
 * proved to have begun anew begin another series: what of the old one is still missing is given up.
 */
export class TradeSequencer {
  readonly #ids: CoinTrades;
  readonly #waiting: ReorderBuffer;
  readonly #strays: StrayFrames;
  readonly #times: SequencerDeps['times'];
  readonly #unreadable: UnreadableRows;
  readonly #far = new FarFrame();
  readonly #listener: SequencerListener;
  readonly #mayGoOn: SequencerDeps['mayGoOn'];
  readonly #elapsed: () => number;
  #mode: SequencerMode;
  #isSubscribed = false;
  /** a frame came since the last reason to doubt: those after it come without a hole */
  #hasFrame = false;
  /** when the last reason to doubt was, monotonic ms, and by the exchange's clock where that is known */
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #doubtedTime = Number.NEGATIVE_INFINITY;
  /** the last trade of the dropped ones that the stream may have taken all the same */
  #lastInFlight: Trade | null = null;
  /** the time of the next trade, which may not go on yet; null when there is no such trade */
  #heldAt: number | null = null;

  constructor({ floor, waiting, strays, times, listener, mayGoOn, elapsed }: SequencerDeps) {
    this.#ids = new CoinTrades(floor);
    this.#waiting = waiting;
    this.#strays = new StrayFrames(strays);
    this.#times = times;
    this.#unreadable = new UnreadableRows(() => times.isSure);
    this.#listener = listener;
    this.#mayGoOn = mayGoOn;
    this.#elapsed = elapsed;
    this.#mode = floor ? 'catching-up' : 'following';
  }

  get mode(): SequencerMode {
    return this.#mode;
  }

  /** The id that must come next; null when any may. */
  get next(): number | null {
    const { last } = this.#ids;
    return last && last.id + 1;
  }

  /** The next trade is at hand, and may not go on yet. */
  get isHeld(): boolean {
    return this.#heldAt !== null;
  }

  /** The exchange is to be asked for the ids from `next` on. */
  get isAskable(): boolean {
    return this.#mode === 'catching-up' && this.#isSubscribed;
  }

  /** The exchange is to be asked for its newest trade: it proves whether the ids of some frames are of the series. */
  get needsNewest(): boolean {
    return this.isAskable && (this.#strays.count > 0 || this.#far.isSuspect(this.#elapsed()));
  }

  /** Every trade that the exchange has sent was passed on, as far as can be known. */
  get isComplete(): boolean {
    return this.#mode === 'following' && this.#ids.last !== null;
  }

  /**
   * When to ask again, monotonic ms: where no frame says that there is more, an answer that has nothing is of use only
   * when it proves something.
   */
  get askAgainAt(): number {
    return this.#waiting.count > 0 ? Number.NEGATIVE_INFINITY : this.#doubtedAt + REST_LAG_MS;
  }

  /** Frames of the coin come from now on, or come again. */
  subscribed(): void {
    this.#isSubscribed = true;
    this.#doubt();
    this.#passWaiting();
    this.#listener.onChange();
  }

  /** Nothing comes any more, or something did not. */
  interrupted(): void {
    this.#isSubscribed = false;
    this.#doubt();
    this.#listener.onChange();
  }

  /** One live frame; `trade` is null for an id that stands for no trade. Answers false for one that was seen. */
  frame(id: number, time: number, trade: Trade | null, receivedAt: number): boolean {
    const frame = { id, time, trade, receivedAt };
    const fault = this.#times.faultOf(time, null);
    if (fault) return this.#times.doubtClock(time) ? this.#hold(frame) : this.#refuse(frame, fault);
    const place = this.#ids.see(id, time);
    if (place === 'seen') return false;
    if (place === 'again') return this.#setAsideSecond(frame);
    if (place === 'stray') return this.#holdStray(frame);
    if (place === 'first') this.#begin(frame);
    if (place === 'next' && this.#mayFollow(time)) return this.#take(frame, 'live');
    if (this.#mode === 'passing-over') return true;
    if (this.#mode === 'catching-up' || place === 'ahead' || !this.#isLetOn(frame)) return this.#hold(frame);
    return this.#takeLive(frame);
  }

  /** A frame of the coin came that can't be read: its trade is asked for. */
  unreadable(): void {
    this.#doubt();
    this.#listener.onChange();
  }

  /** Takes what the exchange brought and answers how many ids were new. */
  page({ fromId, rows, askedAt, receivedAt }: Page): number {
    if (this.#mode !== 'catching-up') return 0;
    this.#passWaiting();
    const [first] = rows;
    if (first && fromId <= this.#nextId()) this.#leaveOut({ id: first.id, time: this.#timeOf(first) }, 'purged');
    let taken = 0;
    for (const [index, row] of rows.entries()) {
      if (this.#ids.isAgain(row.id, row.time)) this.#setAsideSecond(row);
      this.#passWaiting(); // a frame tells when it came
      if (row.id > this.#nextId() || this.#isOver()) break;
      if (row.id < this.#nextId()) continue;
      const faults = this.#unreadable.from(rows, index, (later) => this.#faultOf(later));
      if (!faults || (faults.length === 0 && !this.#isLetOn(row))) break;
      if (faults.length > 0) this.#leaveOutRows(faults, rows[index + faults.length]);
      else this.#take({ ...row, receivedAt }, 'backfill');
      taken += Math.max(1, faults.length);
    }
    this.#passWaiting();
    this.#far.look(this.#waiting.first, this.#elapsed());
    this.#settle(rows.length === 0 && askedAt >= this.#doubtedAt + REST_LAG_MS);
    return taken;
  }

  /** Takes what the exchange says is its newest trade. */
  newest(answer: NewestTrade): void {
    const { last } = this.#ids;
    if (this.#mode !== 'catching-up' || !last) return;
    this.#resolveStrays(this.#strays.judge(answer, last));
    if (this.#far.isRefutedBy(answer, this.#waiting.first)) {
      this.#dropFar();
      this.#doubt(); // it may be an answer that lags very much
    }
    this.#settle(false);
  }

  /** What is missing before the frames that wait is told as missed. Without any there is nothing to go on with yet. */
  giveUp(reason: Unwatched['reason']): void {
    this.#giveUpMissing(reason);
    this.#resolveStrays(this.#strays.guess());
    this.#settle(false);
  }

  /** What the next trade waits for may be there. */
  goOn(): void {
    if (this.#heldAt === null || !this.#isLetOn({ time: this.#heldAt })) return;
    this.#passWaiting();
    this.#settle(false);
    this.#listener.onChange();
  }

  /** The coin is let go: what waits is of no use. */
  leave(): void {
    this.#isSubscribed = false;
    this.#heldAt = null;
    this.#waiting.clear();
    this.#strays.takeAll();
  }

  /** The outbox let go of all that it had. */
  dropped({ trades, lastInFlight }: DroppedTrades): void {
    const series = seriesOf(trades);
    const last = series.pop();
    if (!last?.[0]) return;
    for (const ended of series) this.#listener.onMissed(spanOf(ended, 'given-up'));
    this.#ids.fallBack({ id: last[0].id - 1, time: last[0].time });
    this.#lastInFlight = lastInFlight && last.includes(lastInFlight) ? lastInFlight : null;
    this.#waiting.clear();
    this.#heldAt = null;
    this.#mode = 'passing-over';
    this.#listener.onChange();
  }

  /** The stream took a tick of the coin; `published` is the last trade that it is known to have. */
  streamTakes(published: Trade | null): void {
    if (this.#mode !== 'passing-over') return;
    if (published && published === this.#lastInFlight) this.#ids.fallBack(published);
    this.#lastInFlight = null;
    this.#mode = 'following';
    this.#doubt();
    this.#listener.onChange();
  }

  #nextId(): number {
    return this.next ?? 0;
  }

  /** Taking a trade may have filled the outbox: what was under way is of no use then. */
  #isOver(): boolean {
    return this.#mode === 'passing-over';
  }

  #isLetOn(next: Pick<AggTradeRow, 'time' | 'fault'>): boolean {
    const isHeld = this.#faultOf(next) === null && !this.#mayGoOn(next.time);
    this.#heldAt = isHeld ? next.time : null;
    return !isHeld;
  }

  /** What nearly every frame is: the next one, no older than the one before, while nothing is missing. */
  #mayFollow(time: number): boolean {
    const { last } = this.#ids;
    return this.#mode === 'following' && last !== null && time >= last.time && this.#mayGoOn(time);
  }

  #begin(first: KnownTrade): void {
    this.#ids.resetAfterIdRestart(first);
    this.#listener.onFirst({ id: first.id - 1, time: first.time });
  }

  /** From here on trades may have been missed that nobody knows of. */
  #doubt(): void {
    this.#hasFrame = false;
    this.#doubtedAt = this.#elapsed();
    this.#doubtedTime = this.#times.now() ?? Number.NEGATIVE_INFINITY;
    if (this.#mode === 'following' && this.#ids.last) this.#mode = 'catching-up';
  }

  #hold(frame: LiveFrame): boolean {
    const isNew = this.#waiting.add(frame) || this.#replaceFalse(frame);
    if (this.#mode === 'following') {
      this.#mode = 'catching-up';
      this.#doubtedAt = this.#elapsed();
      this.#listener.onChange();
    }
    if (!this.#isSubscribed) return isNew;
    // an older one may have come by a connection that is late
    if (frame.time >= this.#doubtedTime) this.#hasFrame = true;
    this.#passWaiting();
    this.#settle(false);
    return isNew;
  }

  /** One that waits under the same id, and can't be true: nobody has to be asked which of the two is. */
  #replaceFalse(frame: LiveFrame): boolean {
    const there = this.#waiting.at(frame.id);
    const fault = there && this.#times.faultOf(there.time, null);
    if (!fault || this.#times.faultOf(frame.time, null) !== null) return false;
    this.#listener.onQuarantined(JSON.stringify(there), fault);
    this.#waiting.replace(frame);
    return true;
  }

  /** The frames that follow on. One that is ahead of the clock waits until that is measured again. */
  #passWaiting(): void {
    for (let first = this.#waiting.first; first && !this.#isOver(); first = this.#waiting.first) {
      const fault = this.#times.faultOf(first.time, null);
      if (fault && this.#times.awaitsClock && first.id >= this.#nextId()) return;
      if (!fault && !this.#ids.last) this.#begin(first);
      if (!fault && first.id > this.#nextId()) return;
      if (first.id === this.#nextId() && !this.#isLetOn(first)) return;
      this.#waiting.shift();
      if (fault) this.#refuse(first, fault);
      else if (first.id === this.#nextId()) this.#takeLive(first);
    }
  }

  #takeLive(frame: LiveFrame): boolean {
    const fault = this.#faultOf(frame);
    if (fault) return this.#refuse(frame, fault);
    return this.#take(frame, 'live');
  }

  #take({ id, time, trade, receivedAt }: LiveFrame, source: Tick['source']): true {
    // before it is passed on: the outbox may drop it at once
    this.#ids.take(id, time);
    if (trade) this.#listener.onNext(trade, receivedAt, source);
    if (this.#strays.areRefutedBy(time)) this.#resolveStrays('same-id');
    while (isOutOfOrder(this.#waiting.first, time)) this.#dropFar();
    return true;
  }

  /** Why it can't be the trade after the one that was taken last; null when it can. */
  #faultOf({ time, fault }: Pick<AggTradeRow, 'time' | 'fault'>): string | null {
    return fault?.message ?? this.#times.faultOf(time, this.#ids.last?.time ?? null);
  }

  /** A live frame that can't be true: its id is asked for, unless it was taken already. */
  #refuse(frame: LiveFrame, fault: string): boolean {
    this.#listener.onQuarantined(JSON.stringify(frame), fault);
    if (frame.id >= this.#nextId()) this.unreadable();
    return false;
  }

  /** Another trade under the id that was taken last: the first one is the id's. */
  #setAsideSecond(second: KnownTrade): boolean {
    const { id, time } = second;
    this.#listener.onQuarantined(JSON.stringify(second), 'a: came before, with another trade');
    const times = [time, this.#ids.last?.time ?? time];
    const span = { from: Math.min(...times), to: Math.max(...times) };
    this.#listener.onMissed({ ...span, reason: 'same-id', firstTradeId: id, lastTradeId: id });
    return false;
  }

  #holdStray(frame: LiveFrame): boolean {
    const isNew = this.#strays.add(frame, this.#ids.last, this.#elapsed());
    if (isNew) this.unreadable();
    return isNew;
  }

  #resolveStrays(verdict: StrayVerdict): void {
    if (verdict === 'anew') this.#resetAfterIdRestart();
    if (verdict === 'same-id') for (const frame of this.#strays.takeSeconds()) this.#setAsideSecond(frame);
  }

  /** The exchange never gave this id. */
  #dropFar(): void {
    const far = this.#waiting.shift();
    if (far) this.#listener.onQuarantined(JSON.stringify(far), 'a: the exchange knows of no such id');
    this.#ids.forgetNewest(this.#waiting.newest);
  }

  /** Caught up, where a frame or an answer that has nothing shows it, and nothing that was seen is missing. */
  #settle(hasNothingNewer: boolean): void {
    if (!this.isAskable || this.#waiting.count + this.#strays.count > 0 || !this.#ids.isAtNewest) return;
    if (!this.#hasFrame && !hasNothingNewer) return;
    this.#mode = 'following';
    this.#listener.onChange();
  }

  /** What is missing before `to`, or before the first frame that waits if that comes sooner, will never come. */
  #leaveOut(to: KnownTrade, reason: Unwatched['reason']): void {
    const { last } = this.#ids;
    const { first } = this.#waiting;
    const end = first && first.id < to.id ? first : to;
    if (!last || end.id <= last.id + 1) return;
    this.#ids.pass(end.id - 1, end.time);
    const ids = { firstTradeId: last.id + 1, lastTradeId: end.id - 1 };
    this.#listener.onMissed({ from: last.time, to: end.time, reason, ...ids });
  }

  #leaveOutRows(faults: readonly RowFault[], after: AggTradeRow | undefined): void {
    for (const { content, message } of faults) this.#listener.onQuarantined(content, message);
    const last = faults.at(-1);
    if (last) this.#leaveOut({ id: last.id + 1, time: this.#timeOf(after) }, 'unreadable');
  }

  /** That of the trade before, where its own can't be true. */
  #timeOf(row: AggTradeRow | undefined): number {
    const before = this.#ids.last?.time ?? 0;
    return row && this.#faultOf(row) === null ? row.time : before;
  }

  #giveUpMissing(reason: Unwatched['reason']): void {
    if (isLoneJump(this.#waiting, this.#nextId())) this.#dropFar();
    for (let first = this.#waiting.first; first && !this.#isOver() && !this.isHeld; first = this.#waiting.first) {
      this.#leaveOut(first, reason);
      this.#passWaiting();
      if (this.#waiting.first !== first || this.isHeld) continue;
      // ahead of a clock that can't be had: it is waited for no longer
      this.#waiting.shift();
      this.#refuse(first, this.#times.faultOf(first.time, null) ?? 'T: is in doubt');
    }
  }

  /** The old series ends here: its frames go on, what is missing of it is given up. */
  #resetAfterIdRestart(): void {
    const { first } = this.#strays;
    if (!first) return;
    this.#giveUpMissing('given-up');
    this.#waiting.clear(); // what is held of the old series comes too late
    this.#heldAt = null;
    const { newest } = this.#ids;
    if (newest) this.#leaveOut({ id: newest.id + 1, time: newest.time }, 'given-up');
    this.#lastInFlight = null;
    this.#unreadable.forget();
    this.#ids.resetAfterIdRestart(first);
    this.#listener.onIdRestart(first.time);
    for (const frame of this.#strays.takeAll()) this.#waiting.add(frame);
    this.#hasFrame = true;
    this.#passWaiting();
  }
}
