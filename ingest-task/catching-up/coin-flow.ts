import type { Unwatched } from '../../domain/coin.ts';
import type { Tick } from '../../domain/tick.ts';
import type { Trade } from '../../domain/trade.ts';
import { CoinTrades, type KnownTrade, seriesOf } from '../coin-trades.ts';
import type { AggTradeRow } from '../exchanges/binance/read-agg-trades.ts';
import type { LiveFrame, WaitingFrames } from './waiting-frames.ts';

/**
 * How far the exchange's answers may lag behind its sockets. Only an answer asked for so long after the last reason to
 * doubt shows, by having nothing, that nothing was missed.
 */
export const REST_LAG_MS = 2_000;

/**
 * - `following`: what comes live is the next id, or the very first.
 * - `catching-up`: ids were missed, or may have been. The exchange is asked for them; live frames wait.
 * - `passing-over`: the stream takes nothing. Live frames are let go; they are asked for by id once it does again.
 */
export type FlowMode = 'following' | 'catching-up' | 'passing-over';

export interface FlowListener {
  /** The next trade, in the order of ids. `receivedAt` in own ms */
  onNext(trade: Trade, receivedAt: number, source: Tick['source']): void;
  /** Ids that will never come; the next one comes at `to`. */
  onMissed(interval: Unwatched): void;
  /** The ids began anew, at this time (exchange ms); the first of them follows. */
  onBeganAnew(time: number): void;
  /** The mode, or whether there is something to ask for, has changed. */
  onChange(): void;
}

/** What the exchange answered, asked at `askedAt` (monotonic ms) for the ids from `fromId` on. `receivedAt` in own ms */
export interface Page {
  readonly fromId: number;
  readonly rows: readonly AggTradeRow[];
  readonly askedAt: number;
  readonly receivedAt: number;
}

/** At least one trade, in the order in which the outbox got them; `onItsWay`: the last that may reach the stream yet. */
export interface DroppedTrades {
  readonly trades: readonly Trade[];
  readonly onItsWay: Trade | null;
}

export interface CoinFlowParts {
  /** the last trade that is known to be published; null for a coin that nobody has followed before */
  readonly floor: KnownTrade | null;
  readonly waiting: WaitingFrames;
  readonly listener: FlowListener;
  /** monotonic ms */
  readonly elapsed: () => number;
}

/**
 * Brings the trades of one coin into the order of their ids, each once, and none left out but as a stated interval.
 * Whatever went wrong shows in one way: what is at hand is not `next`.
 *
 *   from            when                                                        to
 *   (start)         nothing is known: the first frame begins                     following
 *   (start)         a floor is known: what a run before it missed is asked for   catching-up
 *   following       a frame ahead of `next`; interrupted; subscribed again       catching-up
 *   catching-up     a frame that came since it was subscribed follows on, or     following
 *                   the exchange has nothing newer, and no frame is ahead
 *   catching-up     given up: what is missing is told, the frames go on          (as they do then)
 *   any             the outbox dropped its buffer                                passing-over
 *   passing-over    the stream took a tick: `next` follows on what it has taken  catching-up
 *
 * Ids that begin anew begin another series, in whatever mode: what of the old one is still missing is given up.
 */
export class CoinFlow {
  readonly #ids: CoinTrades;
  readonly #waiting: WaitingFrames;
  readonly #listener: FlowListener;
  readonly #elapsed: () => number;
  #mode: FlowMode;
  #isSubscribed = false;
  /** a frame came since the last reason to doubt: those after it come without a hole */
  #hasFrame = false;
  /** when the last reason to doubt was, monotonic ms */
  #doubtedAt = Number.NEGATIVE_INFINITY;
  /** the last trade of the dropped ones that the stream may have taken all the same */
  #onItsWay: Trade | null = null;

  constructor({ floor, waiting, listener, elapsed }: CoinFlowParts) {
    this.#ids = new CoinTrades(floor);
    this.#waiting = waiting;
    this.#listener = listener;
    this.#elapsed = elapsed;
    this.#mode = floor ? 'catching-up' : 'following';
  }

  get mode(): FlowMode {
    return this.#mode;
  }

  /** The id that must come next; null when any may. */
  get next(): number | null {
    const { last } = this.#ids;
    return last && last.id + 1;
  }

  /** The exchange is to be asked for the ids from `next` on. */
  get isAskable(): boolean {
    return this.#mode === 'catching-up' && this.#isSubscribed;
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
    const place = this.#ids.see(id, time);
    if (place === 'seen') return false;
    if (place === 'anew') this.#beginAnew({ id, time });
    if (this.#mode === 'passing-over') return true;
    if (this.#mode === 'catching-up' || place === 'ahead') return this.#hold({ id, time, trade, receivedAt });
    this.#take(id, time, trade, receivedAt, 'live');
    return true;
  }

  /** Takes what the exchange brought and answers how many ids were new. */
  page({ fromId, rows, askedAt, receivedAt }: Page): number {
    if (this.#mode !== 'catching-up') return 0;
    this.#passWaiting();
    const [first] = rows;
    if (first && fromId <= this.#nextId()) this.#leaveOut(first, 'purged');
    let taken = 0;
    for (const { id, time, trade } of rows) {
      this.#passWaiting(); // a frame tells when it came
      if (id > this.#nextId() || this.#isOver()) break;
      if (id < this.#nextId()) continue;
      this.#take(id, time, trade, receivedAt, 'backfill');
      taken += 1;
    }
    this.#passWaiting();
    this.#settle(rows.length === 0 && askedAt >= this.#doubtedAt + REST_LAG_MS);
    return taken;
  }

  /** What is missing before the frames that wait is told as missed. Without any there is nothing to go on with yet. */
  giveUp(reason: Unwatched['reason']): void {
    for (let first = this.#waiting.first; first && !this.#isOver(); first = this.#waiting.first) {
      this.#leaveOut(first, reason);
      this.#passWaiting();
    }
    this.#settle(false);
  }

  /** The coin is let go: what waits is of no use. */
  leave(): void {
    this.#isSubscribed = false;
    this.#waiting.clear();
  }

  /** The outbox let go of all that it had. */
  dropped({ trades, onItsWay }: DroppedTrades): void {
    const series = seriesOf(trades);
    const last = series.pop();
    if (!last?.[0]) return;
    for (const ended of series) this.#tellDropped(ended);
    this.#ids.fallBack({ id: last[0].id - 1, time: last[0].time });
    this.#onItsWay = onItsWay && last.includes(onItsWay) ? onItsWay : null;
    this.#waiting.clear();
    this.#mode = 'passing-over';
    this.#listener.onChange();
  }

  /** The stream took a tick of the coin; `published` is the last trade that it is known to have. */
  streamTakes(published: Trade | null): void {
    if (this.#mode !== 'passing-over') return;
    if (published && published === this.#onItsWay) this.#ids.fallBack(published);
    this.#onItsWay = null;
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

  /** From here on trades may have been missed that nobody knows of. */
  #doubt(): void {
    this.#hasFrame = false;
    this.#doubtedAt = this.#elapsed();
    if (this.#mode === 'following' && this.#ids.last) this.#mode = 'catching-up';
  }

  #hold(frame: LiveFrame): boolean {
    const isNew = this.#waiting.add(frame);
    if (this.#mode === 'following') {
      this.#mode = 'catching-up';
      this.#doubtedAt = this.#elapsed();
      this.#listener.onChange();
    }
    if (!this.#isSubscribed) return isNew;
    this.#hasFrame = true;
    this.#passWaiting();
    this.#settle(false);
    return isNew;
  }

  /** The frames that follow on. */
  #passWaiting(): void {
    for (let first = this.#waiting.first; first && !this.#isOver(); first = this.#waiting.first) {
      if (first.id > this.#nextId()) return;
      this.#waiting.shift();
      if (first.id === this.#nextId()) this.#take(first.id, first.time, first.trade, first.receivedAt, 'live');
    }
  }

  #take(id: number, time: number, trade: Trade | null, receivedAt: number, source: Tick['source']): void {
    // before it is passed on: the outbox may drop it at once
    this.#ids.take(id, time);
    if (trade) this.#listener.onNext(trade, receivedAt, source);
  }

  /** Caught up, where a frame or an answer that has nothing shows it, and nothing that was seen is missing. */
  #settle(hasNothingNewer: boolean): void {
    if (!this.isAskable || this.#waiting.count > 0 || !this.#ids.isAtNewest) return;
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
    this.#ids.take(end.id - 1, end.time);
    this.#listener.onMissed({
      from: last.time,
      to: end.time,
      reason,
      firstTradeId: last.id + 1,
      lastTradeId: end.id - 1,
    });
  }

  #tellDropped(trades: readonly Trade[]): void {
    const [first, last] = [trades[0], trades.at(-1)];
    if (!first || !last) return;
    const ids = { firstTradeId: first.id, lastTradeId: last.id };
    this.#listener.onMissed({ from: first.time, to: last.time, reason: 'given-up', ...ids });
  }

  /** The old series ends here: its frames go on, what is missing of it is given up. */
  #beginAnew(first: KnownTrade): void {
    this.giveUp('given-up');
    const { newest } = this.#ids;
    if (newest) this.#leaveOut({ id: newest.id + 1, time: newest.time }, 'given-up');
    this.#onItsWay = null;
    this.#ids.beginAnew(first);
    this.#listener.onBeganAnew(first.time);
  }
}
