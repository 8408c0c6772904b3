import { type KnownTrade, NEWER_THAN_A_DUPLICATE_MS } from './coin-trades.ts';
import type { LiveFrame, ReorderBuffer } from './reorder-buffer.ts';

/** How far the exchange's answers may be behind its sockets. */
export const REST_LAG_MS = 2_000;
/** After so long its answers include everything that its sockets have sent. */
export const REST_KNOWS_AFTER_MS = 10_000;

/** - `id-restart`: the ids restarted. - `same-id`: a second trade came under an id of the old series, which goes on. */
export type StrayVerdict = 'id-restart' | 'same-id' | 'unknown';

/** The exchange's newest trade, requested at `askedAt` (monotonic ms); null: it has none. */
export interface NewestTrade {
  readonly newest: KnownTrade | null;
  readonly askedAt: number;
}

/**
 * Live frames whose id was taken already, and that are too new to be duplicates. Either the ids restarted, which is rare and
 * resets every alert of the coin, or an id came twice. One frame proves neither, so the frames wait until the old series goes
 * on, or the exchange's newest trade shows which series it is of.
 */
export class StrayFrames {
  readonly #frames: ReorderBuffer;
  #since = 0;
  /** time of the last trade that was taken before the first of them came, exchange ms */
  #takenUntil = 0;

  constructor(frames: ReorderBuffer) {
    this.#frames = frames;
  }

  get count(): number {
    return this.#frames.count;
  }

  /** The frame with the lowest id; null when there is none. */
  get first(): LiveFrame | null {
    return this.#frames.first;
  }

  /** Answers false when it waits already. `last`: the last trade that was taken; `now`: monotonic ms */
  add(frame: LiveFrame, last: KnownTrade | null, now: number): boolean {
    if (this.count === 0) {
      this.#since = now;
      this.#takenUntil = last?.time ?? frame.time;
    }
    return this.#frames.add(frame);
  }

  /** The old series went on after them. `time`: of its newest trade, exchange ms */
  areRefutedBy(time: number): boolean {
    const { first } = this;
    return first !== null && time >= first.time;
  }

  /** `last`: the last trade of the old series that was taken */
  judge({ newest, askedAt }: NewestTrade, last: KnownTrade): StrayVerdict {
    const { first } = this;
    if (!first || !newest) return 'unknown';
    const waitedMs = askedAt - this.#since;
    const isOldSeries = newest.id >= last.id;
    if (isOldSeries) return newest.time >= first.time || waitedMs >= REST_LAG_MS ? 'same-id' : 'unknown';
    // a lower id that is not newer may be a late answer
    return newest.time > last.time || waitedMs >= REST_KNOWS_AFTER_MS ? 'id-restart' : 'unknown';
  }

  /** Without an answer of the exchange: a series has more than one trade. */
  guess(): StrayVerdict {
    if (this.count === 0) return 'unknown';
    return this.count > 1 ? 'id-restart' : 'same-id';
  }

  /** Once the old series went on: the frames with another trade. A frame no newer than the last taken trade is a late duplicate. */
  takeSeconds(): LiveFrame[] {
    return this.takeAll().filter(({ time }) => time - this.#takenUntil > NEWER_THAN_A_DUPLICATE_MS);
  }

  takeAll(): LiveFrame[] {
    const taken: LiveFrame[] = [];
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) taken.push(frame);
    return taken;
  }
}
