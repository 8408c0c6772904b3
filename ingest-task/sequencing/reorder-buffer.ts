import type { Trade } from '../../domain/market/trade.ts';

/** Live frames that wait for earlier trades, some 200 bytes each: 4 MB for one coin, 20 MB for all. */
export const MAX_WAITING_FRAMES = { perCoin: 20_000, inAll: 100_000 };

/** An id that came live. `trade` is null for one that stands for no trade; `receivedAt` in own ms, `time` in exchange ms. */
export interface LiveFrame {
  readonly id: number;
  readonly time: number;
  readonly trade: Trade | null;
  readonly receivedAt: number;
}

/** Bounds the waiting frames of all coins: past the bound the coin with the most drops its oldest. */
export class BufferBudget {
  readonly #coins = new Set<ReorderBuffer>();
  readonly #max: typeof MAX_WAITING_FRAMES;
  #count = 0;

  constructor(max = MAX_WAITING_FRAMES) {
    this.#max = max;
  }

  get count(): number {
    return this.#count;
  }

  /** A buffer for one coin. */
  open(): ReorderBuffer {
    return new ReorderBuffer(this.#max.perCoin, (coin, change) => this.#changed(coin, change));
  }

  #changed(coin: ReorderBuffer, change: number): void {
    this.#count += change;
    if (coin.count === 0) this.#coins.delete(coin);
    else this.#coins.add(coin);
    if (this.#count > this.#max.inAll) this.#fullest(coin).dropOldest();
  }

  #fullest(first: ReorderBuffer): ReorderBuffer {
    let fullest = first;
    for (const coin of this.#coins) if (coin.count > fullest.count) fullest = coin;
    return fullest;
  }
}

/** The waiting frames of one coin, by id; each id once. */
export class ReorderBuffer {
  readonly #max: number;
  readonly #onChange: (coin: ReorderBuffer, change: number) => void;
  #frames: LiveFrame[] = [];
  /** frames before this place are taken already: taking one from the head must not move all others */
  #head = 0;

  constructor(max: number, onChange: (coin: ReorderBuffer, change: number) => void) {
    this.#max = max;
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#frames.length - this.#head;
  }

  get first(): LiveFrame | null {
    return this.#frames[this.#head] ?? null;
  }

  get newest(): LiveFrame | null {
    return this.count === 0 ? null : (this.#frames.at(-1) ?? null);
  }

  /** Answers false when the id waits already. Past the bound the older half is dropped: the exchange still has it. */
  add(frame: LiveFrame): boolean {
    const place = this.#placeOf(frame.id);
    if (this.#frames[place]?.id === frame.id) return false;
    if (place === this.#frames.length) this.#frames.push(frame);
    else this.#frames.splice(place, 0, frame);
    this.#onChange(this, 1);
    if (this.count > this.#max) this.dropOldest();
    return true;
  }

  at(id: number): LiveFrame | null {
    const frame = this.#frames[this.#placeOf(id)];
    return frame?.id === id ? frame : null;
  }

  /** Replaces the frame with the same id. */
  replace(frame: LiveFrame): void {
    const place = this.#placeOf(frame.id);
    if (this.#frames[place]?.id === frame.id) this.#frames[place] = frame;
  }

  shift(): LiveFrame | null {
    const { first } = this;
    if (!first) return null;
    this.#head += 1;
    this.#tidy();
    this.#onChange(this, -1);
    return first;
  }

  /** Drops the older half; the newest frame stays. */
  dropOldest(): void {
    this.#drop(Math.floor(this.count / 2));
  }

  clear(): void {
    this.#drop(this.count);
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#head += count;
    this.#tidy();
    this.#onChange(this, -count);
  }

  #tidy(): void {
    if (this.#head < 1_000 && this.#head < this.#frames.length) return;
    this.#frames.splice(0, this.#head);
    this.#head = 0;
  }

  /** Where the id is or belongs; nearly always after all others. */
  #placeOf(id: number): number {
    let low = this.#head;
    let high = this.#frames.length;
    if ((this.#frames[high - 1]?.id ?? -1) < id) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#frames[middle]?.id ?? id) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
