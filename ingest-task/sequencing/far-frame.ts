import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';
import { type NewestTrade, REST_KNOWS_AFTER_MS } from './stray-frames.ts';

/** The times of growing ids may step back by this much. */
const OUT_OF_ORDER_MS = 5_000;
/** A single frame this many ids ahead of the last trade does not prove that all trades between were missed. */
const MAX_LONE_JUMP = 100_000;

/** A trade of a lower id is newer, at `time`: the frame's id is not of the series. */
export function isOutOfOrder(frame: LiveFrame | null, time: number): boolean {
  return frame !== null && time - frame.time > OUT_OF_ORDER_MS;
}

/** `next`: the id that must come next. */
export function isLoneJump({ count, first }: ReorderBuffer, next: number): boolean {
  return count === 1 && first !== null && first.id - next > MAX_LONE_JUMP;
}

/**
 * The first frame that waits, which the exchange's answers must reach. If the exchange never gave its id, they never do, and all
 * ids up to it would count as missing. So after some time the newest trade is requested, to see whether it lies beyond.
 */
export class FarFrame {
  #id: number | null = null;
  #since = 0;
  #isConfirmed = false;

  /** `first`: of the frames that wait. `now`: monotonic ms */
  track(first: LiveFrame | null, now: number): void {
    if (first && first.id === this.#id) return;
    this.#id = first?.id ?? null;
    this.#since = now;
    this.#isConfirmed = false;
  }

  /** The newest trade is to be requested. */
  isSuspect(now: number): boolean {
    return this.#id !== null && !this.#isConfirmed && now - this.#since >= REST_KNOWS_AFTER_MS;
  }

  /** The exchange does not know the id, though it must by then. */
  isRefutedBy({ newest, askedAt }: NewestTrade, first: LiveFrame | null): boolean {
    if (!newest || !first || first.id !== this.#id || askedAt - this.#since < REST_KNOWS_AFTER_MS) return false;
    this.#isConfirmed = newest.id >= first.id;
    return !this.#isConfirmed;
  }
}
