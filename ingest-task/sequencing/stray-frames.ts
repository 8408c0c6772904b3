import { type KnownTrade, NEWER_THAN_A_DUPLICATE_MS } from './coin-trades.ts';
import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';

/** How far the exchange's answers may lag behind its sockets. */
export const REST_LAG_MS = 2_000;
/** After so long its answers know of everything that its sockets have sent. */
export const REST_KNOWS_AFTER_MS = 10_000;

/** - `id-restart`: the ids restarted. - `same-id`: a second trade came under an id of the old series, which goes on. */
export type StrayVerdict = 'id-restart' | 'same-id' | 'unknown';

/** What the exchange's newest trade is, asked at `askedAt` (monotonic ms); null: it gives none. */
export interface NewestTrade {
  readonly newest: KnownTrade | null;
  readonly askedAt: number;
}

/**
 * Live frames that came under an id that was taken already, and are too new to be duplicates: either the ids began anew, which
 * is rare and costs the memory of every alert, or an id came twice. One frame is no proof of either, so they wait, until the
 * old series goes on or the exchange's newest trade is known to be of one series or the other.
 */
export class StrayFrames {
  readonly #frames: ReorderBuffer;
  #since = 0;
  /** the time of the last trade that was taken before the first of them came, exchange ms */
  #takenUntil = 0;

  constructor(frames: ReorderBuffer) {
    this.#frames = frames;
  }

  get count(): number {
    return this.#frames.count;
  }

  /** The one with the lowest id; null when there is none. */
  get first(): LiveFrame | null {
    return this.#frames.first;
  }

  /** False when it waits already. `last`: the last trade that was taken; `now`: monotonic ms */
  add(frame: LiveFrame, last: KnownTrade | null, now: number): boolean {
    if (this.count === 0) {
      this.#since = now;
      this.#takenUntil = last?.time ?? frame.time;
    }
    return this.#frames.add(frame);
  }

  /** The old series has gone on after them. `time`: of its newest trade, exchange ms */
  areRefutedBy(time: number): boolean {
    const { first } = this;
    return first !== null && time >= first.time;
  }

  /** `last`: of the old series, taken. */
  judge({ newest, askedAt }: NewestTrade, last: KnownTrade): StrayVerdict {
    const { first } = this;
    if (!first || !newest) return 'unknown';
    const waitedMs = askedAt - this.#since;
    const isOldSeries = newest.id >= last.id;
    if (isOldSeries) return newest.time >= first.time || waitedMs >= REST_LAG_MS ? 'same-id' : 'unknown';
    // a lower id that is not newer may be an answer that lags
    return newest.time > last.time || waitedMs >= REST_KNOWS_AFTER_MS ? 'id-restart' : 'unknown';
  }

  /** Where nobody can be asked: a series has more than one trade. */
  guess(): StrayVerdict {
    if (this.count === 0) return 'unknown';
    return this.count > 1 ? 'id-restart' : 'same-id';
  }

  /** Where the old series goes on: those that are other trades. One that was no newer than what was taken is a late duplicate. */
  takeSeconds(): LiveFrame[] {
    return this.takeAll().filter(({ time }) => time - this.#takenUntil > NEWER_THAN_A_DUPLICATE_MS);
  }

  takeAll(): LiveFrame[] {
    const taken: LiveFrame[] = [];
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) taken.push(frame);
    return taken;
  }
}
