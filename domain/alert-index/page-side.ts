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
  /** where each entry stands, so that it is found without a search through all */
  readonly #keys = new Map<string, string>();
  #frontier: Frontier | null = null;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get size(): number {
    return this.#placed.length;
  }

  /** The nearest number that may touch an entry, on the page or beyond it; ±Infinity when there is none. */
  get gate(): number {
    const nearest = this.#placed[0]?.key ?? this.#frontier?.key;
    if (nearest !== undefined) return this.#reading.numberOf(nearest);
    return this.#reading.ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** The same, of those beyond `reach`, which the page covers. */
  gateBeyond(reach: string): number {
    const next = this.#placed[this.#firstPlace((key) => this.#isBefore(reach, key))]?.key ?? this.#frontier?.key;
    if (next !== undefined) return this.#reading.numberOf(next);
    return this.#reading.ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** Where the page ends; null when it holds the whole index. */
  get frontier(): Frontier | null {
    return this.#frontier;
  }

  /** Forgets everything, as before the first read. */
  clear(): void {
    this.#placed = [];
    this.#keys.clear();
    this.#frontier = null;
  }

  /** Takes one more read of the index, in reading direction, which ended at `frontier`. */
  extend(read: readonly Placed<Entry>[], frontier: Frontier | null): void {
    this.#frontier = frontier;
    for (const { key, entry } of read) this.put(key, entry);
  }

  put(key: string, entry: Entry): void {
    this.remove(entry.id);
    if (this.#frontier && this.#isBefore(this.#frontier.key, key)) return;
    this.#placed.splice(
      this.#firstPlace((there) => this.#isBefore(key, there)),
      0,
      { key, entry },
    );
    this.#keys.set(entry.id, key);
  }

  remove(id: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#keys.delete(id);
    let index = this.#firstPlace((there) => !this.#isBefore(there, key));
    while (this.#placed[index] && this.#placed[index]?.entry.id !== id) index += 1;
    this.#placed.splice(index, 1);
  }

  /** The entries from the near end up to `reach`, inclusive. */
  *upTo(reach: string): Generator<Entry> {
    for (const { key, entry } of this.#placed) {
      if (this.#isBefore(reach, key)) return;
      yield entry;
    }
  }

  *entries(): Generator<Entry> {
    for (const { entry } of this.#placed) yield entry;
  }

  /** Whether every entry up to `reach`, inclusive, is on the page. */
  covers(reach: string): boolean {
    return !this.#frontier || this.#isBefore(reach, this.#frontier.key);
  }

  /** Forgets the far end, so that at most about `maximum` entries stay. */
  trim(maximum: number): void {
    const first = this.#placed[maximum];
    if (!first) return;
    const kept = this.#firstPlace((there) => !this.#isBefore(there, first.key));
    for (const { entry } of this.#placed.splice(kept)) this.#keys.delete(entry.id);
    this.#frontier = { key: first.key };
  }

  #isBefore(a: string, b: string): boolean {
    return this.#reading.ascending ? a < b : a > b;
  }

  /** The first place whose key is as asked; once one is, all after it must be. */
  #firstPlace(is: (key: string) => boolean): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#placed[middle];
      if (there && is(there.key)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
