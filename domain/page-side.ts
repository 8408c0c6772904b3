/** How one index of the book is read: upwards (rises, dues) or downwards (falls). */
export interface Reading {
  readonly ascending: boolean;
  /** the number that a key stands for: a level or an instant */
  readonly numberOf: (key: string) => number;
}

interface Placed<Entry> {
  readonly key: string;
  readonly entry: Entry;
}

/**
 * Everything before `key` in reading direction is on the page; at `key` itself and beyond there may be more.
 * `token` continues the read that ended there.
 */
export interface Frontier {
  readonly key: string;
  readonly token?: unknown;
}

/**
 * The nearest entries of one index of one book shard, in reading direction, with the range they cover. Entries are
 * told apart by `id`. Nothing beyond the frontier is kept: it would hide what lies between.
 */
export class PageSide<Entry extends { readonly id: string }> {
  readonly #reading: Reading;
  #placed: Placed<Entry>[] = [];
  #frontier: Frontier | null = null;
  #gate: number;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#gate = this.#never();
  }

  /** The nearest number that may touch an entry, on the page or beyond it; ±Infinity when there is none. */
  get gate(): number {
    return this.#gate;
  }

  /** Where the page ends; null when it holds the whole index. */
  get frontier(): Frontier | null {
    return this.#frontier;
  }

  /** Forgets everything, as before the first read. */
  clear(): void {
    this.#placed = [];
    this.#frontier = null;
    this.#settleGate();
  }

  /** Takes one more read of the index, in reading direction, which ended at `frontier`. */
  extend(read: readonly Placed<Entry>[], frontier: Frontier | null): void {
    this.#frontier = frontier;
    for (const { key, entry } of read) this.put(key, entry);
    this.#settleGate();
  }

  put(key: string, entry: Entry): void {
    this.remove(entry.id);
    if (this.#frontier && this.#isBefore(this.#frontier.key, key)) return;
    this.#placed.splice(this.#placeFor(key), 0, { key, entry });
    this.#settleGate();
  }

  remove(id: string): void {
    const index = this.#placed.findIndex(({ entry }) => entry.id === id);
    if (index < 0) return;
    this.#placed.splice(index, 1);
    this.#settleGate();
  }

  /** The entries from the near end up to `reach`, inclusive. */
  *upTo(reach: string): Generator<Entry> {
    for (const { key, entry } of this.#placed) {
      if (this.#isBefore(reach, key)) return;
      yield entry;
    }
  }

  /** Whether every entry up to `reach`, inclusive, is on the page. */
  covers(reach: string): boolean {
    return !this.#frontier || this.#isBefore(reach, this.#frontier.key);
  }

  /** Forgets the far end, so that at most about `maximum` entries stay. */
  trim(maximum: number): void {
    const first = this.#placed[maximum];
    if (!first) return;
    const kept = this.#placed.findIndex(({ key }) => key === first.key);
    this.#placed = this.#placed.slice(0, kept);
    this.#frontier = { key: first.key };
    this.#settleGate();
  }

  #isBefore(a: string, b: string): boolean {
    return this.#reading.ascending ? a < b : a > b;
  }

  #placeFor(key: string): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#placed[middle];
      if (there && this.#isBefore(key, there.key)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #never(): number {
    return this.#reading.ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  #settleGate(): void {
    const nearest = this.#placed[0]?.key ?? this.#frontier?.key;
    this.#gate = nearest === undefined ? this.#never() : this.#reading.numberOf(nearest);
  }
}
