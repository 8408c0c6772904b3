import type { TradeTimes } from './trade-times.ts';

/**
 * - `following`: what comes live is the next id, or the very first.
 * - `catching-up`: ids were missed, or may have been. They are requested; live frames wait.
 * - `shedding`: the stream accepts nothing. Live frames are dropped; they are requested by id once it accepts a tick again.
 *
 *   from          when                                                          to
 *   (start)       nothing is known: the first frame begins                      following
 *   (start)       a floor is known: what an earlier run missed is requested     catching-up
 *   following     a frame ahead of `next`, a stray, one that can't be true,     catching-up
 *                 or one that may not be taken yet; interrupted; subscribed again
 *   catching-up   a frame that came since the subscription is the next one, or  following
 *                 the exchange has nothing newer, and no frame is ahead
 *   catching-up   given up: what is missing is reported, the frames are taken   (as they do then)
 *   any           the outbox dropped its buffer                                 shedding
 *   shedding      the stream accepted a tick: `next` follows its last trade     catching-up
 */
export type SequencerMode = 'following' | 'catching-up' | 'shedding';

export interface SequencerStateDeps {
  readonly times: Pick<TradeTimes, 'now'>;
  /** monotonic ms */
  readonly elapsed: () => number;
}

/** The mode of one coin's sequencer, and whether trades may have been missed without a sign of it. */
export class SequencerState {
  readonly #deps: SequencerStateDeps;
  #mode: SequencerMode;
  #isSubscribed = false;
  /** a frame came since the last doubt: later frames come without a gap */
  #hasFrame = false;
  /** when the last doubt began: monotonic ms, and by the exchange's clock where that is known */
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #doubtedTime = Number.NEGATIVE_INFINITY;

  constructor(mode: SequencerMode, deps: SequencerStateDeps) {
    this.#mode = mode;
    this.#deps = deps;
  }

  get mode(): SequencerMode {
    return this.#mode;
  }

  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  get isShedding(): boolean {
    return this.#mode === 'shedding';
  }

  /** Missed trades are to be requested. */
  get isAskable(): boolean {
    return this.#mode === 'catching-up' && this.#isSubscribed;
  }

  /** monotonic ms */
  get doubtedAt(): number {
    return this.#doubtedAt;
  }

  subscription(isSubscribed: boolean, hasTrades: boolean): void {
    this.#isSubscribed = isSubscribed;
    this.doubt(hasTrades);
  }

  unsubscribe(): void {
    this.#isSubscribed = false;
  }

  /** From here on trades may have been missed without a sign of it. `hasTrades`: there is a trade that they would follow. */
  doubt(hasTrades: boolean): void {
    this.#hasFrame = false;
    this.#doubtedAt = this.#deps.elapsed();
    this.#doubtedTime = this.#deps.times.now() ?? Number.NEGATIVE_INFINITY;
    if (this.#mode === 'following' && hasTrades) this.#mode = 'catching-up';
  }

  /** A frame has to wait for missed ones. Answers whether that changes the mode. */
  frameWaits(): boolean {
    if (this.#mode !== 'following') return false;
    this.#mode = 'catching-up';
    this.#doubtedAt = this.#deps.elapsed();
    return true;
  }

  /** An older frame than the doubt may have come by a connection that is late: it proves nothing. `time`: exchange ms */
  frameCame(time: number): void {
    if (time >= this.#doubtedTime) this.#hasFrame = true;
  }

  /** Frames of the present series are at hand. */
  idsRestarted(): void {
    this.#hasFrame = true;
  }

  /** No known id is missing. Answers whether that ends the catching up: a frame or an empty answer has to prove it. */
  complete(hasNothingNewer: boolean): boolean {
    if (!this.isAskable || !(this.#hasFrame || hasNothingNewer)) return false;
    this.#mode = 'following';
    return true;
  }

  shed(): void {
    this.#mode = 'shedding';
  }

  /** The stream accepts ticks again. */
  endShedding(hasTrades: boolean): void {
    this.#mode = 'following';
    this.doubt(hasTrades);
  }
}
