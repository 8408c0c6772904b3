import type { JudgedAlert } from '../alerts/alert.ts';
import type { PriceDefinition, ReferenceDefinition } from '../metrics/metric.ts';
import { type Series, seriesNamed } from '../metrics/series.ts';
import { dueKey, fallReach, levelOfKey, riseReach } from './index-keys.ts';
import { indexKeys } from './next-moves.ts';
import { PageSide } from './page-side.ts';

/** An alert on the page, with what a fire needs to know beside the judged part. */
export interface PageEntry extends JudgedAlert {
  /** how often it has fired */
  readonly fires: number;
  readonly shard: number;
}

export const INDEX_SIDES = ['rises', 'falls', 'dues'] as const;
export type IndexSide = (typeof INDEX_SIDES)[number];

/** What a read extends: one index of one book shard; of rises and falls the range of one series, of dues all (null). */
export interface PagePart {
  readonly book: IndexSide;
  readonly shard: number;
  readonly series: Series | null;
  readonly side: PageSide<PageEntry>;
}

const READINGS = {
  rises: { ascending: true, numberOf: levelOfKey },
  falls: { ascending: false, numberOf: levelOfKey },
  dues: { ascending: true, numberOf: Number },
} as const;

/** Between these two a value of the series touches nothing, on the page or beyond it. */
export interface Gate {
  readonly series: Series;
  /** the metric that moves the series from trade to trade; null: it moves at minute boundaries only */
  readonly mover: PriceDefinition | ReferenceDefinition | null;
  rise: number;
  fall: number;
}

/** What an event reaches for: every level that these values touch, every due up to the instant. Null: none of them. */
export interface Reach {
  readonly valueIn: (series: Series) => number | null;
  /** ms */
  readonly instant: number | null;
}

export interface PageOptions {
  readonly version: number;
  readonly shards: number;
  readonly series: readonly Series[];
}

/**
 * The nearest levels and dues of a coin's book, with the range that they cover. It was read when the book had
 * `version`, and may be used for ticks up to that version only.
 */
export class IndexPage {
  readonly version: number;
  readonly parts: readonly PagePart[];
  readonly #gates: readonly Gate[];
  #dueGate = Number.POSITIVE_INFINITY;
  #areGatesOld = false;

  constructor({ version, shards, series }: PageOptions) {
    this.version = version;
    this.#gates = series.map((name) => ({
      series: name,
      mover: moverOf(name),
      rise: Number.POSITIVE_INFINITY,
      fall: Number.NEGATIVE_INFINITY,
    }));
    this.parts = Array.from({ length: shards }, (_, shard) => [
      makePart('dues', shard, null),
      ...series.flatMap((name) => [makePart('rises', shard, name), makePart('falls', shard, name)]),
    ]).flat();
  }

  /** One a series, in the order given. The objects stay the same; their numbers hold until the page changes. */
  get gates(): readonly Gate[] {
    if (this.#areGatesOld) this.#settleGates();
    return this.#gates;
  }

  /** An instant (ms) at or after this may concern a due. */
  get dueGate(): number {
    if (this.#areGatesOld) this.#settleGates();
    return this.#dueGate;
  }

  /** The first instant (ms) after `instant` that may concern a due; the page answers for all up to `instant`. */
  nextDueAfter(instant: number): number {
    const reach = dueKey(instant);
    return Math.min(
      ...this.parts.map(({ book, side }) => (book === 'dues' ? side.gateBeyond(reach) : Number.POSITIVE_INFINITY)),
    );
  }

  /** Entries on the page; one that stands in several parts counts in each. */
  get size(): number {
    return this.parts.reduce((sum, { side }) => sum + side.size, 0);
  }

  /** Every entry on the page that `reach` takes in, each once. */
  within(reach: Reach): PageEntry[] {
    const found = new Map<string, PageEntry>();
    for (const part of this.parts) {
      const end = endOf(part, reach);
      if (end === null) continue;
      for (const entry of part.side.upTo(end)) found.set(entry.id, entry);
    }
    return [...found.values()];
  }

  /** A part that ends before `reach` does and must be read on; null when the page answers for all of it. */
  shortOf(reach: Reach): PagePart | null {
    for (const part of this.parts) {
      const end = endOf(part, reach);
      if (end !== null && !part.side.covers(end)) return part;
    }
    return null;
  }

  /** Takes a read of `part`, which ended at its frontier. */
  extend(part: PagePart, ...read: Parameters<PageSide<PageEntry>['extend']>): void {
    part.side.extend(...read);
    this.#areGatesOld = true;
  }

  /** Places the alert by its present state, instead of wherever it stood. */
  put(entry: PageEntry): void {
    const { rise, fall, due } = indexKeys(entry);
    const keys = { rises: rise, falls: fall, dues: due };
    for (const { book, series, shard, side } of this.parts) {
      if (shard !== entry.shard) continue;
      const key = keys[book];
      if (key === undefined || (series !== null && !key.startsWith(`${series}#`))) side.remove(entry.id);
      else side.put(key, entry);
    }
    this.#areGatesOld = true;
  }

  remove(id: string): void {
    for (const { side } of this.parts) side.remove(id);
    this.#areGatesOld = true;
  }

  /** Every entry on the page, each once. */
  entries(): PageEntry[] {
    const found = new Map<string, PageEntry>();
    for (const { side } of this.parts) for (const entry of side.entries()) found.set(entry.id, entry);
    return [...found.values()];
  }

  /** Empties the page, to be read anew from the near ends. */
  clear(): void {
    for (const { side } of this.parts) side.clear();
    this.#areGatesOld = true;
  }

  /** Keeps about `maximum` entries a part at the most. */
  trim(maximum: number): void {
    // what is nearest stays, and so do the gates
    for (const { side } of this.parts) side.trim(maximum);
  }

  #settleGates(): void {
    this.#areGatesOld = false;
    this.#dueGate = Number.POSITIVE_INFINITY;
    const gates = new Map(this.#gates.map((gate) => [gate.series, gate]));
    for (const gate of this.#gates) {
      gate.rise = Number.POSITIVE_INFINITY;
      gate.fall = Number.NEGATIVE_INFINITY;
    }
    for (const { book, series, side } of this.parts) {
      const gate = series && gates.get(series);
      if (book === 'dues') this.#dueGate = Math.min(this.#dueGate, side.gate);
      else if (gate && book === 'rises') gate.rise = Math.min(gate.rise, side.gate);
      else if (gate) gate.fall = Math.max(gate.fall, side.gate);
    }
  }
}

function moverOf(series: Series): Gate['mover'] {
  const { metric, movesWithTrades } = seriesNamed(series);
  return movesWithTrades && metric.moves !== 'at-minutes' ? metric : null;
}

function makePart(book: IndexSide, shard: number, series: Series | null): PagePart {
  return { book, shard, series, side: new PageSide<PageEntry>(READINGS[book]) };
}

/** The last key of the part that `reach` takes in; null when it takes in none. */
function endOf({ book, series }: PagePart, { valueIn, instant }: Reach): string | null {
  if (series === null) return instant === null ? null : dueKey(instant);
  const value = valueIn(series);
  if (value === null) return null;
  return book === 'rises' ? riseReach(series, value) : fallReach(series, value);
}
