/** How one index is read: from the lowest key upwards or from the highest downwards. */
export interface ReadingOrder {
  readonly ascending: boolean;
  /** the level or instant of a key */
  readonly numberOf: (key: string) => number;
}

interface Placed<Entry> {
  readonly key: string;
  readonly entry: Entry;
}

/**
 * Every entry before `key` in reading order is known; at `key` itself and beyond there may be more. `token` continues
 * the read that ended there.
 */
export interface Frontier {
  readonly key: string;
  readonly token?: unknown;
}

/**
 * The nearest entries of one index of one shard, in reading order, with the range they cover. Their ids are unique.
 * Nothing beyond the frontier is kept, since entries between the two may be unknown.
 */
export class NearestEntries<Entry extends { readonly id: string }> {
  readonly #order: ReadingOrder;
  #placed: Placed<Entry>[] = [];
  /** the key of each entry by id, so that it is found by binary search */
  readonly #keys = new Map<string, string>();
  #frontier: Frontier | null = null;

  constructor(order: ReadingOrder) {
    this.#order = order;
  }

  get size(): number {
    return this.#placed.length;
  }

  /** The nearest number that may touch an entry, known or beyond the frontier; ±Infinity when there is none. */
  get nearest(): number {
    const nearest = this.#placed[0]?.key ?? this.#frontier?.key;
    if (nearest !== undefined) return this.#order.numberOf(nearest);
    return this.#order.ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** The same, of the entries beyond `reach`, which `covers`. */
  nearestBeyond(reach: string): number {
    const next = this.#placed[this.#firstPlace((key) => this.#isBefore(reach, key))]?.key ?? this.#frontier?.key;
    if (next !== undefined) return this.#order.numberOf(next);
    return this.#order.ascending ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /** Where the known range ends; null when it is the whole index. */
  get frontier(): Frontier | null {
    return this.#frontier;
  }

  /** Forgets everything, as before the first read. */
  clear(): void {
    this.#placed = [];
    this.#keys.clear();
    this.#frontier = null;
  }

  /** Adds one more read of the index, in reading order, which ended at `frontier`. */
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

  *all(): Generator<Entry> {
    for (const { entry } of this.#placed) yield entry;
  }

  /** Whether every entry up to `reach`, inclusive, is known. */
  covers(reach: string): boolean {
    return !this.#frontier || this.#isBefore(reach, this.#frontier.key);
  }

  /** Forgets the far end, so that about `maximum` entries stay at most. */
  trim(maximum: number): void {
    const first = this.#placed[maximum];
    if (!first) return;
    const kept = this.#firstPlace((there) => !this.#isBefore(there, first.key));
    for (const { entry } of this.#placed.splice(kept)) this.#keys.delete(entry.id);
    this.#frontier = { key: first.key };
  }

  #isBefore(a: string, b: string): boolean {
    return this.#order.ascending ? a < b : a > b;
  }

  /** The first place whose key satisfies `is`, as all after it must. */
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
