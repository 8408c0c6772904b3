import { indexKeys, type JudgedAlert } from './alert.ts';
import { dueKey, fallReach, levelOfKey, riseReach } from './index-keys.ts';
import { PageSide } from './page-side.ts';

/** An alert on the page, with what a fire needs to know beside the judged part. */
export interface PageEntry extends JudgedAlert {
  /** how often it has fired */
  readonly fires: number;
  readonly shard: number;
}

export const BOOK_SIDES = ['rises', 'falls', 'dues'] as const;
export type BookSide = (typeof BOOK_SIDES)[number];

/** One index of one book shard: what a read extends. */
export interface PagePart {
  readonly book: BookSide;
  readonly shard: number;
  readonly side: PageSide<PageEntry>;
}

const READINGS = {
  rises: { ascending: true, numberOf: levelOfKey },
  falls: { ascending: false, numberOf: levelOfKey },
  dues: { ascending: true, numberOf: Number },
} as const;

/** What an event reaches for: every entry up to these keys may be concerned. */
export type Reach = Readonly<Partial<Record<BookSide, string>>>;

export function reachOfTrade(value: number, time: number): Reach {
  return { rises: riseReach('price', value), falls: fallReach('price', value), dues: dueKey(time) };
}

export function reachOfTime(instant: number): Reach {
  return { dues: dueKey(instant) };
}

/**
 * The nearest levels and dues of a coin's book, with the range that they cover. It was read when the book had
 * `version`, and may be used for ticks up to that version only.
 */
export class BookPage {
  readonly version: number;
  readonly #shards: readonly Readonly<Record<BookSide, PagePart>>[];
  readonly #parts: readonly PagePart[];

  constructor({ version, shards }: { version: number; shards: number }) {
    this.version = version;
    const part = (book: BookSide, shard: number) => ({ book, shard, side: new PageSide<PageEntry>(READINGS[book]) });
    this.#shards = Array.from({ length: shards }, (_, shard) => ({
      rises: part('rises', shard),
      falls: part('falls', shard),
      dues: part('dues', shard),
    }));
    this.#parts = this.#shards.flatMap(({ rises, falls, dues }) => [rises, falls, dues]);
  }

  /** What has to be read, shard by shard. */
  get shards(): readonly Readonly<Record<BookSide, PagePart>>[] {
    return this.#shards;
  }

  /** A value at or above this may touch a rise. */
  get riseGate(): number {
    return this.#nearest('rises', Math.min, Number.POSITIVE_INFINITY);
  }

  /** A value at or below this may touch a fall. */
  get fallGate(): number {
    return this.#nearest('falls', Math.max, Number.NEGATIVE_INFINITY);
  }

  /** An instant (ms) at or after this may concern a due. */
  get dueGate(): number {
    return this.#nearest('dues', Math.min, Number.POSITIVE_INFINITY);
  }

  /** Every entry on the page that `reach` takes in, each once. */
  within(reach: Reach): PageEntry[] {
    const found = new Map<string, PageEntry>();
    for (const { book, side } of this.#parts) {
      const end = reach[book];
      if (end === undefined) continue;
      for (const entry of side.upTo(end)) found.set(entry.id, entry);
    }
    return [...found.values()];
  }

  /** A part that ends before `reach` does and must be read on; null when the page answers for all of it. */
  shortOf(reach: Reach): PagePart | null {
    return (
      this.#parts.find(({ book, side }) => {
        const end = reach[book];
        return end !== undefined && !side.covers(end);
      }) ?? null
    );
  }

  /** Places the alert by its present state, instead of wherever it stood. */
  put(entry: PageEntry): void {
    const { rise, fall, due } = indexKeys(entry);
    const keys = { rises: rise, falls: fall, dues: due };
    for (const { book, shard, side } of this.#parts) {
      if (shard !== entry.shard) continue;
      const key = keys[book];
      if (key === undefined) side.remove(entry.id);
      else side.put(key, entry);
    }
  }

  remove(id: string): void {
    for (const { side } of this.#parts) side.remove(id);
  }

  /** Empties the page, to be read anew from the near ends. */
  clear(): void {
    for (const { side } of this.#parts) side.clear();
  }

  /** Keeps about `maximum` entries a part at the most. */
  trim(maximum: number): void {
    for (const { side } of this.#parts) side.trim(maximum);
  }

  #nearest(book: BookSide, pick: (a: number, b: number) => number, none: number): number {
    let gate = none;
    for (const part of this.#parts) if (part.book === book) gate = pick(gate, part.side.gate);
    return gate;
  }
}
