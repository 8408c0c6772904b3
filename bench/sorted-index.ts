import type {
  AlertIndex,
  ChangeOutcome,
  IndexRead,
  IndexReadRequest,
} from '../adapters/dynamodb/alerts/alert-index.ts';
import { seriesBounds } from '../domain/alert-index/index-keys.ts';
import type { IndexSide, PageEntry } from '../domain/alert-index/index-page.ts';
import { indexKeys } from '../domain/alert-index/next-moves.ts';
import type { JudgedAlert } from '../domain/alerts/alert.ts';
import type { Fire } from '../domain/messages/trigger.ts';
import type { Series } from '../domain/metrics/series.ts';
import type { Alerts } from './made-alerts.ts';

/** Entries of one read, as from table `alerts`. */
const READ_LIMIT = 100;
const SIDES = ['up', 'down', 'deadline'] as const;

interface Placed {
  readonly key: string;
  readonly entry: PageEntry;
}

/**
 * The alert index of one coin, in memory. Each side is sorted once; a read is a binary search and up to 100 entries, however many alerts
 * there are. It holds only their numbers. Changed alerts are kept apart and merged into each read.
 */
export class SortedIndex implements AlertIndex {
  /** reads and writes, each of which would be a database call */
  calls = 0;
  readonly fires: Fire[] = [];
  readonly #alerts: Alerts;
  readonly #sorted: Readonly<Record<IndexSide, Uint32Array>>;
  readonly #changed = new Map<string, PageEntry>();

  constructor(alerts: Alerts) {
    this.#alerts = alerts;
    this.#sorted = sortAlerts(alerts);
  }

  async read({ side, series, from }: IndexReadRequest): Promise<IndexRead> {
    this.calls += 1;
    const sign = side === 'down' ? -1 : 1;
    const near = nearEnd(side, series, from);
    const isFar = farEnd(side, series);
    const found = this.#changedIn(side).filter(
      ({ key, entry }) => sign * compare(orderOf(key, entry.id), near) > 0 && !isFar(key),
    );
    const unchanged = this.#unchanged(side, near, isFar);
    const placed = [...found, ...unchanged].sort(
      (a, b) => sign * compare(orderOf(a.key, a.entry.id), orderOf(b.key, b.entry.id)),
    );
    const page = placed.slice(0, READ_LIMIT);
    const last = page.at(-1);
    const more = placed.length > READ_LIMIT && last;
    return { placed: page, faulty: [], frontier: more ? tokenAt(last) : null };
  }

  async change(
    entry: PageEntry,
    outcome: Pick<JudgedAlert, 'rule' | 'state'>,
    fire: Fire | null,
  ): Promise<ChangeOutcome> {
    this.calls += 1;
    const stored = this.#changed.get(entry.id);
    if (stored && stored.rev !== entry.rev) return { result: 'overtaken', entry: stored };
    const next = { ...entry, ...outcome, rev: entry.rev + 1, fires: entry.fires + (fire ? 1 : 0) };
    this.#changed.set(entry.id, next);
    if (fire) this.fires.push(fire);
    return { result: 'written', entry: next };
  }

  async flagFaulty(): Promise<void> {
    throw new Error('nothing here is faulty');
  }

  #changedIn(side: IndexSide): Placed[] {
    return [...this.#changed.values()].flatMap((entry) => {
      const key = indexKeys(entry)[side];
      return key === undefined ? [] : [{ key, entry }];
    });
  }

  /** Up to one entry more than a read returns, to know whether there are more. */
  #unchanged(side: IndexSide, near: string, isFar: (key: string) => boolean): Placed[] {
    const rows = this.#sorted[side];
    const step = side === 'down' ? -1 : 1;
    const placed: Placed[] = [];
    for (let at = this.#firstAfter(side, near); at >= 0 && at < rows.length; at += step) {
      const row = this.#placedAt(side, rows[at] ?? 0);
      if (isFar(row.key) || placed.length > READ_LIMIT) break;
      if (!this.#changed.has(row.entry.id)) placed.push(row);
    }
    return placed;
  }

  /** The first place beyond `near` in reading direction. */
  #firstAfter(side: IndexSide, near: string): number {
    const rows = this.#sorted[side];
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { key, entry } = this.#placedAt(side, rows[middle] ?? 0);
      const order = orderOf(key, entry.id);
      if (side === 'down' ? order >= near : order > near) high = middle;
      else low = middle + 1;
    }
    return side === 'down' ? low - 1 : low;
  }

  #placedAt(side: IndexSide, row: number): Placed {
    const entry = this.#alerts.at(row);
    const key = indexKeys(entry)[side];
    if (key === undefined) throw new Error(`alert ${entry.id} has no ${side} key`);
    return { key, entry };
  }
}

/** The indexes of many coins. Counts their calls together. */
export class SortedIndexes implements AlertIndex {
  readonly #indexes: ReadonlyMap<string, SortedIndex>;

  constructor(indexes: ReadonlyMap<string, SortedIndex>) {
    this.#indexes = indexes;
  }

  get calls(): number {
    return [...this.#indexes.values()].reduce((sum, { calls }) => sum + calls, 0);
  }

  read(request: IndexReadRequest): Promise<IndexRead> {
    const index = this.#indexes.get(request.symbol);
    if (!index) throw new Error(`no index of ${request.symbol}`);
    return index.read(request);
  }

  async change(): Promise<ChangeOutcome> {
    throw new Error('nothing may change here');
  }

  async flagFaulty(): Promise<void> {
    throw new Error('nothing here is faulty');
  }
}

function sortAlerts(alerts: Alerts): Record<IndexSide, Uint32Array> {
  const orders: Record<IndexSide, { order: string; row: number }[]> = { up: [], down: [], deadline: [] };
  for (let row = 0; row < alerts.count; row += 1) {
    const entry = alerts.at(row);
    const keys = indexKeys(entry);
    for (const side of SIDES) {
      const key = keys[side];
      if (key !== undefined) orders[side].push({ order: orderOf(key, entry.id), row });
    }
  }
  const sorted = (side: IndexSide) =>
    Uint32Array.from(orders[side].sort((a, b) => compare(a.order, b.order)).map(({ row }) => row));
  return { up: sorted('up'), down: sorted('down'), deadline: sorted('deadline') };
}

/** Orders entries by key, and those of one key by id. */
function orderOf(key: string, id: string): string {
  return `${key} ${id}`;
}

function tokenAt({ key, entry }: Placed) {
  return { key, token: orderOf(key, entry.id) };
}

/** Where the read begins: it returns entries beyond this. */
function nearEnd(side: IndexSide, series: Series | null, from: IndexReadRequest['from']): string {
  if (typeof from?.token === 'string') return from.token;
  if (side === 'down') return from ? orderOf(from.key, '~') : series ? seriesBounds(series).last : '~';
  return from ? from.key : series ? seriesBounds(series).first : '';
}

function farEnd(side: IndexSide, series: Series | null): (key: string) => boolean {
  if (!series) return () => false;
  const { first, last } = seriesBounds(series);
  return side === 'down' ? (key) => key < first : (key) => key > last;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
