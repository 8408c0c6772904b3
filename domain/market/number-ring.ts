const NONE = new Float64Array(0);

/** A ring buffer of numbers: the newest `capacity` of an endless sequence, by index. NaN in place of one that is not held. */
export class NumberRing {
  #values: Float64Array;
  #next: number | null = null;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity).fill(Number.NaN);
  }

  /** The index after the newest one; null before the first `moveTo`. */
  get next(): number | null {
    return this.#next;
  }

  /** The oldest index that has a place. */
  get first(): number {
    return (this.#next ?? 0) - this.#values.length;
  }

  get capacity(): number {
    return this.#values.length;
  }

  at(index: number): number {
    return this.#holds(index) ? (this.#values[index % this.#values.length] ?? Number.NaN) : Number.NaN;
  }

  /**
   * The numbers from `from` up to, not including, `to`; much faster than reading them one by one. Read it at once and do not
   * change it: where all are held side by side it is no copy.
   */
  range(from: number, to: number): Float64Array {
    const size = this.#values.length;
    const begin = Math.max(from, this.first, 0);
    const end = Math.min(to, this.#next ?? from);
    const areAllHeld = begin === from && end === to && from < to;
    if (areAllHeld && from % size < to % size) return this.#values.subarray(from % size, to % size);
    const copy = new Float64Array(to - from);
    if (!areAllHeld) copy.fill(Number.NaN);
    for (let index = begin; index < end; ) {
      const slot = index % size;
      const count = Math.min(size - slot, end - index);
      copy.set(this.#values.subarray(slot, slot + count), index - from);
      index += count;
    }
    return copy;
  }

  /** Of the numbers between two indexes; NaN when one is not held, -Infinity when `from` is not before `to`. */
  highest(from: number, to: number): number {
    const values = from < to ? this.range(from, to) : NONE;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < values.length; i += 1) highest = Math.max(highest, values[i] ?? Number.NaN);
    return highest;
  }

  /** The same of the lowest; Infinity when `from` is not before `to`. */
  lowest(from: number, to: number): number {
    const values = from < to ? this.range(from, to) : NONE;
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < values.length; i += 1) lowest = Math.min(lowest, values[i] ?? Number.NaN);
    return lowest;
  }

  /** Another capacity from now on. Of the numbers held, the newest stay. */
  resize(capacity: number): void {
    if (capacity === this.#values.length) return;
    const next = this.#next ?? 0;
    const first = Math.max(0, next - Math.min(capacity, this.#values.length));
    const kept = this.range(first, next).slice();
    this.#values = new Float64Array(capacity).fill(Number.NaN);
    for (const [place, value] of kept.entries()) this.set(first + place, value);
  }

  /** Does nothing for an index that has no place. */
  set(index: number, value: number): void {
    if (this.#holds(index)) this.#values[index % this.#values.length] = value;
  }

  /** Moves the end, forwards or back. Numbers that lose their place are forgotten. */
  moveTo(next: number): void {
    const before = this.#next ?? next;
    const changed = Math.min(Math.abs(next - before), this.#values.length);
    const from = next > before ? next - changed : next;
    for (let index = from; index < from + changed; index += 1) this.#values[index % this.#values.length] = Number.NaN;
    this.#next = next;
  }

  #holds(index: number): boolean {
    return this.#next !== null && index >= 0 && index < this.#next && index >= this.#next - this.#values.length;
  }
}
