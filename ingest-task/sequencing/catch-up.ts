import type { TradeSequencer } from './trade-sequencer.ts';

/** A coin that has not caught up after so long goes on with what comes live. */
export const MAX_CATCH_UP_MS = 900_000;
/** Frames of two connections may cross: an id that is ahead for a moment is no reason for a request. */
export const GRACE_MS = 50;
const PROGRESS_MS = 30_000;

/** A coin whose missed trades are to be requested. */
export interface LaggingCoin {
  readonly symbol: string;
  readonly sequencer: TradeSequencer;
  /** Its outbox can take more pages. */
  hasRoom(): boolean;
}

/** One coin from when it missed trades until it has caught up, or is given up. Times are monotonic, ms. */
export class CatchUp {
  readonly coin: LaggingCoin;
  readonly fromId: number;
  readonly begunAt: number;
  /** no request of the coin before */
  notBefore: number;
  /** a request of the coin is under way */
  isRequesting = false;
  /** its sequencer is taking a page */
  isTaking = false;
  hasRequestedNewest = false;
  requests = 0;
  trades = 0;
  /** pages in a row that were not full */
  shortPages = 0;
  failures = 0;
  /** errors in a row after which the same request gets no better answer */
  finalErrors = 0;
  #deadline: number;
  /** since when its outbox takes no page; null while it does */
  #fullSince: number | null = null;
  #loggedAt: number;

  constructor(coin: LaggingCoin, now: number) {
    this.coin = coin;
    this.fromId = coin.sequencer.next ?? 0;
    this.begunAt = now;
    this.notBefore = now + GRACE_MS;
    this.#deadline = now + MAX_CATCH_UP_MS;
    this.#loggedAt = now;
  }

  get needsNewest(): boolean {
    return this.coin.sequencer.needsNewest && !this.hasRequestedNewest;
  }

  /** The newest trade is needed by now: it is requested soon, however long the next page would wait. */
  hurry(now: number): void {
    if (this.needsNewest) this.notBefore = Math.min(this.notBefore, now + GRACE_MS);
  }

  mayRequest(now: number): boolean {
    return !this.isRequesting && this.notBefore <= now && this.coin.hasRoom();
  }

  /** While the stream takes nothing, the exchange is not late. */
  checkRoom(now: number): void {
    const hasRoom = this.coin.hasRoom();
    if (hasRoom && this.#fullSince !== null) this.#deadline += now - this.#fullSince;
    if (hasRoom) this.#fullSince = null;
    else this.#fullSince ??= now;
  }

  /** Whether the next request would come too late. */
  isOverdue(nextRequestAt: number): boolean {
    return this.#fullSince === null && nextRequestAt >= this.#deadline;
  }

  /** True once in a while. */
  shouldLogProgress(now: number): boolean {
    if (now - this.#loggedAt < PROGRESS_MS) return false;
    this.#loggedAt = now;
    return true;
  }

  /** for log lines */
  get place() {
    return { symbol: this.coin.symbol, fromId: this.fromId };
  }
}
