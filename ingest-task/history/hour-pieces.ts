import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';

const HOUR_MS = INTERVAL_MS['1h'];
/** The present hour and earlier ones whose minutes may still be repaired. */
export const MAX_HOURS_HELD = 3;

/** One hour's minutes as they are to be stored, and which version of them this is. */
export interface HourPiece {
  readonly hour: number;
  readonly version: number;
  /** ascending */
  readonly candles: Candle[];
}

interface Held {
  readonly minutes: Map<number, Candle>;
  version: number;
  written: number;
}

/**
 * The minutes of one coin's last hours. An hour is written as a whole whenever it has grown, and replaces what is stored of
 * it: so none is written before the stored minutes were read.
 */
export class HourPieces {
  readonly #hours = new Map<number, Held>();
  readonly #onLost: (hour: number) => void;
  /** this hour and later ones are held here; older ones are not */
  #from = Number.NEGATIVE_INFINITY;
  #isOpen = false;

  /** `onLost`: an hour left memory before it was written */
  constructor(onLost: (hour: number) => void) {
    this.#onLost = onLost;
  }

  holds(minute: number): boolean {
    return intervalOf(minute, HOUR_MS) >= this.#from && this.#isOpen;
  }

  /** The oldest hour held; null when none is. */
  get oldest(): number | null {
    return this.#hours.size === 0 ? null : Math.min(...this.#hours.keys());
  }

  /** All minutes held, in no order. */
  candles(): Candle[] {
    return [...this.#hours.values()].flatMap(({ minutes }) => [...minutes.values()]);
  }

  /** Adds a minute that has ended; of two candles of a minute the first one stays. */
  keep(candle: Candle): void {
    this.#put(candle, false);
  }

  /** `stored`: the stored minutes of the hours from `from` on. From now on these hours can be written. */
  open(from: number, stored: readonly Candle[]): void {
    if (!this.#isOpen) this.#from = Math.min(from, this.oldest ?? from);
    for (const candle of stored) if (candle.start >= this.#from) this.#put(candle, true);
    this.#isOpen = true;
  }

  /** The hours that have grown since they were written. */
  unwritten(): HourPiece[] {
    if (!this.#isOpen) return [];
    const pieces: HourPiece[] = [];
    for (const [hour, { minutes, version, written }] of this.#hours) {
      if (version === written) continue;
      pieces.push({ hour, version, candles: [...minutes.values()].sort((a, b) => a.start - b.start) });
    }
    return pieces;
  }

  written({ hour, version }: HourPiece): void {
    const held = this.#hours.get(hour);
    if (held) held.written = version;
  }

  /** Hours before this instant are stored as part of their day by now. */
  letGoBefore(instant: number): void {
    this.#from = Math.max(this.#from, instant);
    for (const hour of this.#hours.keys()) if (hour < instant) this.#hours.delete(hour);
  }

  #put(candle: Candle, isStored: boolean): void {
    const hour = intervalOf(candle.start, HOUR_MS);
    if (hour < this.#from) {
      this.#onLost(hour);
      return;
    }
    const held = this.#hours.get(hour) ?? { minutes: new Map(), version: 0, written: 0 };
    if (held.minutes.has(candle.start)) return;
    held.minutes.set(candle.start, candle);
    if (!isStored) held.version += 1;
    this.#hours.set(hour, held);
    if (this.#hours.size > MAX_HOURS_HELD) this.#letOldestGo();
  }

  #letOldestGo(): void {
    const hour = this.oldest;
    const held = hour === null ? undefined : this.#hours.get(hour);
    if (hour === null || !held) return;
    this.#hours.delete(hour);
    this.#from = Math.max(this.#from, hour + HOUR_MS);
    if (held.version !== held.written) this.#onLost(hour);
  }
}
