import type { JudgedAlert } from '../alerts/alert.ts';
import type { PriceDefinition, ReferenceDefinition } from '../metrics/metric.ts';
import { type Series, seriesNamed } from '../metrics/series.ts';
import { deadlineKey, downReach, levelOfKey, upReach } from './index-keys.ts';
import { NearestEntries } from './nearest-entries.ts';
import { type IndexKeys, indexKeys } from './next-moves.ts';

/** An alert on the page: the part that is judged, and what a fire needs beside it. */
export interface PageEntry extends JudgedAlert {
  /** how often it has fired */
  readonly fires: number;
  readonly shard: number;
}

/** The three indexes of a coin's alerts: levels that a value reaches from below or from above, and instants. */
export type IndexSide = keyof IndexKeys;

/** What one read extends: one index of one shard; of the levels those of one series, of the deadlines all (null). */
export interface PageSection {
  readonly side: IndexSide;
  readonly shard: number;
  readonly series: Series | null;
  readonly entries: NearestEntries<PageEntry>;
}

const READING_ORDERS = {
  up: { ascending: true, numberOf: levelOfKey },
  down: { ascending: false, numberOf: levelOfKey },
  deadline: { ascending: true, numberOf: Number },
} as const;

/** A value of the series between these two levels touches nothing, on the page or beyond it. */
export interface NearestLevels {
  readonly series: Series;
  /** the metric that moves the series from trade to trade; null: it moves at minute boundaries only */
  readonly mover: PriceDefinition | ReferenceDefinition | null;
  up: number;
  down: number;
}

/** What an event touches: every level that these values come to, every deadline up to the instant. Null: none of them. */
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
 * The part of a coin's alert index that is in memory: the nearest levels and deadlines, and the range that they cover. It
 * was read when the index had `version`, and may be used for ticks up to that version only.
 */
export class IndexPage {
  readonly version: number;
  readonly sections: readonly PageSection[];
  readonly #nearestLevels: readonly NearestLevels[];
  #nearestDeadline = Number.POSITIVE_INFINITY;
  /** the page has changed since the nearest levels and deadline were found */
  #isNearestOld = false;

  constructor({ version, shards, series }: PageOptions) {
    this.version = version;
    this.#nearestLevels = series.map((name) => ({
      series: name,
      mover: moverOf(name),
      up: Number.POSITIVE_INFINITY,
      down: Number.NEGATIVE_INFINITY,
    }));
    this.sections = Array.from({ length: shards }, (_, shard) => [
      makeSection('deadline', shard, null),
      ...series.flatMap((name) => [makeSection('up', shard, name), makeSection('down', shard, name)]),
    ]).flat();
  }

  /** One a series, in the order given. The objects stay the same; their numbers are valid until the page changes. */
  get nearestLevels(): readonly NearestLevels[] {
    if (this.#isNearestOld) this.#findNearest();
    return this.#nearestLevels;
  }

  /** No deadline is before this instant (ms), on the page or beyond it. */
  get nearestDeadline(): number {
    if (this.#isNearestOld) this.#findNearest();
    return this.#nearestDeadline;
  }

  /** The same, of the deadlines after `instant` (ms), up to which the page knows all. */
  nearestDeadlineAfter(instant: number): number {
    const reach = deadlineKey(instant);
    const deadlines = this.sections.filter(({ side }) => side === 'deadline');
    return Math.min(...deadlines.map(({ entries }) => entries.nearestBeyond(reach)));
  }

  /** Entries on the page; one in several sections counts in each. */
  get size(): number {
    return this.sections.reduce((sum, { entries }) => sum + entries.size, 0);
  }

  /** Every entry on the page that `reach` touches, each once. */
  within(reach: Reach): PageEntry[] {
    const found = new Map<string, PageEntry>();
    for (const section of this.sections) {
      const end = this.#endOf(section, reach);
      if (end === null) continue;
      for (const entry of section.entries.upTo(end)) found.set(entry.id, entry);
    }
    return [...found.values()];
  }

  /** A section that ends before `reach` does and must be read on; null when the page covers all of `reach`. */
  shortOf(reach: Reach): PageSection | null {
    for (const section of this.sections) {
      const end = this.#endOf(section, reach);
      if (end !== null && !section.entries.covers(end)) return section;
    }
    return null;
  }

  /** Adds one more read of `section`. */
  extend(section: PageSection, ...read: Parameters<NearestEntries<PageEntry>['extend']>): void {
    section.entries.extend(...read);
    this.#isNearestOld = true;
  }

  /** Places the alert by its present state, instead of wherever it was. */
  put(entry: PageEntry): void {
    const keys = indexKeys(entry);
    for (const { side, series, shard, entries } of this.sections) {
      if (shard !== entry.shard) continue;
      const key = keys[side];
      if (key === undefined || (series !== null && !key.startsWith(`${series}#`))) entries.remove(entry.id);
      else entries.put(key, entry);
    }
    this.#isNearestOld = true;
  }

  remove(id: string): void {
    for (const { entries } of this.sections) entries.remove(id);
    this.#isNearestOld = true;
  }

  /** Every entry on the page, each once. */
  entries(): PageEntry[] {
    const found = new Map<string, PageEntry>();
    for (const { entries } of this.sections) for (const entry of entries.all()) found.set(entry.id, entry);
    return [...found.values()];
  }

  /** Empties the page, to be read again from the near ends. */
  clear(): void {
    for (const { entries } of this.sections) entries.clear();
    this.#isNearestOld = true;
  }

  /** Keeps about `maximum` entries a section at most. The nearest stay, so nearest levels and deadline are the same. */
  trim(maximum: number): void {
    for (const { entries } of this.sections) entries.trim(maximum);
  }

  /** The last key of the section that `reach` touches; null when it touches none, on the page or beyond it. */
  #endOf({ side, series }: PageSection, { valueIn, instant }: Reach): string | null {
    if (series === null) return instant === null || instant < this.nearestDeadline ? null : deadlineKey(instant);
    const value = valueIn(series);
    const nearest = this.#levelsOf(series);
    if (value === null || !nearest) return null;
    // keys are compared only where numbers don't say it: to make one takes much longer
    if (side === 'up') return value < nearest.up ? null : upReach(series, value);
    return value > nearest.down ? null : downReach(series, value);
  }

  #levelsOf(series: Series): NearestLevels | undefined {
    return this.nearestLevels.find((nearest) => nearest.series === series);
  }

  #findNearest(): void {
    this.#isNearestOld = false;
    this.#nearestDeadline = Number.POSITIVE_INFINITY;
    const levels = new Map(this.#nearestLevels.map((nearest) => [nearest.series, nearest]));
    for (const nearest of this.#nearestLevels) {
      nearest.up = Number.POSITIVE_INFINITY;
      nearest.down = Number.NEGATIVE_INFINITY;
    }
    for (const { side, series, entries } of this.sections) {
      const nearest = series && levels.get(series);
      if (side === 'deadline') this.#nearestDeadline = Math.min(this.#nearestDeadline, entries.nearest);
      else if (nearest && side === 'up') nearest.up = Math.min(nearest.up, entries.nearest);
      else if (nearest) nearest.down = Math.max(nearest.down, entries.nearest);
    }
  }
}

function moverOf(series: Series): NearestLevels['mover'] {
  const { metric, movesWithTrades } = seriesNamed(series);
  return movesWithTrades && metric.moves !== 'at-minutes' ? metric : null;
}

function makeSection(side: IndexSide, shard: number, series: Series | null): PageSection {
  return { side, shard, series, entries: new NearestEntries<PageEntry>(READING_ORDERS[side]) };
}
