import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';
import { type NewestTrade, REST_KNOWS_AFTER_MS } from './stray-frames.ts';

/** Ids and times grow together, but for this much. */
const OUT_OF_ORDER_MS = 5_000;
/** A frame so far ahead of the last trade, and alone, is no proof that all trades between were missed. */
const MAX_LONE_JUMP = 100_000;

/** A trade of a lower id is newer: this frame has no id of the series. */
export function isOutOfOrder(frame: LiveFrame | null, time: number): boolean {
  return frame !== null && time - frame.time > OUT_OF_ORDER_MS;
}

/** `next`: the id that must come next. */
export function isLoneJump({ count, first }: ReorderBuffer, next: number): boolean {
  return count === 1 && first !== null && first.id - next > MAX_LONE_JUMP;
}

/**
 * The frame that the exchange's answers must reach. One whose id was never given would be waited for in vain, and all ids up
 * to it would be taken for missing: so after some time the exchange is asked whether its newest trade lies beyond.
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

  /** It is to be asked for. */
  isSuspect(now: number): boolean {
    return this.#id !== null && !this.#isConfirmed && now - this.#since >= REST_KNOWS_AFTER_MS;
  }

  /** Whether the exchange knows of no such id, though it must by then. */
  isRefutedBy({ newest, askedAt }: NewestTrade, first: LiveFrame | null): boolean {
    if (!newest || !first || first.id !== this.#id || askedAt - this.#since < REST_KNOWS_AFTER_MS) return false;
    this.#isConfirmed = newest.id >= first.id;
    return !this.#isConfirmed;
  }
}
