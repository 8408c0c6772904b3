import { signal } from '@preact/signals';
import type { CandlePage } from '../../../contract/candle-page.ts';
import type { Candle } from '../../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import { type ChartInterval, lengthOf } from '../../../domain/market/chart-interval.ts';
import { type LoadState, track } from '../../store/load-state.ts';
import {
  barsOfPieces,
  type CandlePieces,
  type LiveMinutes,
  pieceOf,
  piecesOfMinutes,
  readCandle,
  unsettledFrom,
  withPieces,
} from './candle-pieces.ts';
import { type Span, unwatchedSpans } from './unwatched-spans.ts';

/** Bars of a page: what a wide screen shows, and as much again to scroll back. */
export const PAGE_BARS = 500;
const MINUTE_MS = INTERVAL_MS['1m'];
const HOUR_MS = INTERVAL_MS['1h'];
/** The most minutes that one page of the API has: what was missed for longer is read as bars. */
const MAX_TAIL_MS = 1_400 * MINUTE_MS;
/** A minute that has ended needs this long until it is stored; its last frame mostly comes before. */
const SETTLE_MS = 4_000;
const MAX_RETRY_MS = 60_000;
/** Minutes that are missing for longer may come yet, when trades that were missed are read again: they are asked for now and then. */
const RECENT_MS = 5 * MINUTE_MS;
const OLD_EVERY_MS = 5 * MINUTE_MS;
/** So many pages without a candle: nothing older is stored. */
const MAX_EMPTY_PAGES = 3;
const MAX_PAGES = 8;

export interface CandleQuery {
  readonly interval: ChartInterval;
  readonly from: string;
  readonly to?: string;
  readonly open?: boolean;
  readonly cursor?: string;
}

export interface CandleHistoryDeps {
  readonly interval: ChartInterval;
  readonly read: (query: CandleQuery) => Promise<CandlePage>;
  /** exchange clock, ms */
  readonly now: () => number;
}

/**
 * The candles of one chart: closed ones as the API gives them, and from `tailFrom` on bars that are folded from minutes, which come by
 * HTTP and by the live socket alike. Whatever was missed (a frame, a minute's end, an hour without a connection) is one thing: a
 * minute that is over and not known for good. From the first such minute on, the minutes are read again.
 */
export class CandleHistory {
  readonly load = signal<LoadState>({ state: 'idle' });
  /** ascending; the last one may be open */
  readonly bars = signal<readonly Candle[]>([]);
  /** when trades were not judged, ascending */
  readonly unwatched = signal<readonly Span[]>([]);
  /** false: there is nothing older */
  readonly hasOlder = signal(true);
  private readonly deps: CandleHistoryDeps;
  private readonly length: number;
  private closed: readonly Candle[] = [];
  private pieces: CandlePieces = new Map();
  private tailFrom = Number.POSITIVE_INFINITY;
  private gaps: CandlePage['gaps'] = [];
  private isReading = false;
  private retry = { from: 0, delay: 0, at: 0 };
  private oldAt = Number.NEGATIVE_INFINITY;

  constructor(deps: CandleHistoryDeps) {
    this.deps = deps;
    this.length = lengthOf(deps.interval);
  }

  start(): Promise<void> {
    return track(this.load, () => this.readAll());
  }

  /** The first bar that is shown, ms; null: there is none. */
  get first(): number | null {
    return this.closed[0]?.start ?? this.bars.value[0]?.start ?? null;
  }

  /** Older bars in front. @throws ApiError */
  async loadOlder(): Promise<void> {
    const first = this.first;
    if (first === null || !this.hasOlder.value || this.isReading) return;
    await this.exclusively(async () => {
      for (let page = 0; page < MAX_EMPTY_PAGES; page += 1) {
        const to = first - page * PAGE_BARS * this.length;
        const older = await this.readBars(to - PAGE_BARS * this.length, to);
        if (older.length === 0) continue;
        this.closed = [...older, ...this.closed];
        this.publish();
        return;
      }
      this.hasOlder.value = false;
    });
  }

  /** What a frame of the live socket, or a poll, says of the coin. */
  applyLive(minutes: LiveMinutes): void {
    const pieces = withPieces(this.pieces, piecesOfMinutes(minutes));
    if (pieces === this.pieces) return;
    this.pieces = pieces;
    if (this.load.value.state === 'ready') this.publish();
  }

  /** To be called once a second: reads what is missing. `isGap`: frames may have been missed, it is read at once. */
  async settle({ isGap = false } = {}): Promise<void> {
    const now = this.deps.now();
    if (this.load.value.state !== 'ready' || this.isReading) return;
    const isOldDue = isGap || now >= this.oldAt;
    const since = isOldDue ? 0 : now - RECENT_MS;
    if (isOldDue) this.oldAt = now + OLD_EVERY_MS;
    const from = this.missingFrom(since, now);
    if (!isGap && !isOldDue && !this.isDue(from, now)) return;
    if (from === null && !isGap) return;
    await this.exclusively(async () => {
      if (from !== null && now - from > MAX_TAIL_MS) await this.readAll();
      else await this.readTail(since);
    });
  }

  private missingFrom(since: number, now: number): number | null {
    return unsettledFrom(this.pieces, { from: this.tailFrom, since, now });
  }

  /** A minute is asked for when it should be stored, then less and less often. */
  private isDue(from: number | null, now: number): boolean {
    if (from === null) return false;
    if (from !== this.retry.from) this.retry = { from, delay: SETTLE_MS, at: from + MINUTE_MS + SETTLE_MS };
    if (now < this.retry.at) return false;
    const delay = Math.min(this.retry.delay * 2, MAX_RETRY_MS);
    this.retry = { from, delay, at: now + delay };
    return true;
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    this.isReading = true;
    try {
      await work();
    } finally {
      this.isReading = false;
    }
  }

  private async readAll(): Promise<void> {
    const open = intervalOf(this.deps.now(), this.length);
    const bars = await this.readBars(open - PAGE_BARS * this.length);
    this.tailFrom = Math.min(open, this.firstGap(bars) ?? open);
    const older = this.closed.filter(({ start }) => start < (bars[0]?.start ?? this.tailFrom));
    this.closed = [...older, ...bars.filter(({ start }) => start < this.tailFrom)];
    this.oldAt = this.deps.now() + OLD_EVERY_MS;
    await this.readTail();
  }

  /** Where the first bar lacks whose minutes may come yet, or the end of the last one; null: there is none. */
  private firstGap(bars: readonly Candle[]): number | null {
    const recent = bars.filter(({ start }) => start >= this.deps.now() - MAX_TAIL_MS);
    let end = recent[0]?.start ?? null;
    for (const { start } of recent) {
      if (start !== end) break;
      end = start + this.length;
    }
    return end;
  }

  /** Hours where whole ones are missing, then minutes up to now. */
  private async readTail(since = 0): Promise<void> {
    const now = this.deps.now();
    const missing = () => this.missingFrom(since, now) ?? intervalOf(now, MINUTE_MS);
    if (missing() % HOUR_MS === 0 && now - missing() > HOUR_MS) await this.addPieces('1h', missing());
    await this.addPieces('1m', Math.max(missing(), now - MAX_TAIL_MS));
    this.publish();
  }

  private async addPieces(interval: '1h' | '1m', from: number): Promise<void> {
    // an hour that is open would hide its minutes
    const page = await this.readPages({ interval, from: iso(from), open: interval === '1m' });
    this.pieces = withPieces(
      this.pieces,
      page.map((candle) => pieceOf(candle, INTERVAL_MS[interval])),
    );
  }

  private async readBars(from: number, to?: number): Promise<Candle[]> {
    const { interval } = this.deps;
    const span = { interval, from: iso(Math.max(0, from)), ...(to !== undefined && { to: iso(to) }) };
    return (await this.readPages(span)).map(readCandle);
  }

  private async readPages(query: CandleQuery): Promise<CandlePage['items']> {
    const items: CandlePage['items'] = [];
    let cursor: string | null = null;
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const page: CandlePage = await this.deps.read({ ...query, ...(cursor !== null && { cursor }) });
      items.push(...page.items);
      this.gaps = [...this.gaps, ...page.gaps];
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    return items;
  }

  private publish(): void {
    const tail = barsOfPieces(this.pieces, this.tailFrom, this.length);
    this.bars.value = [...this.closed, ...tail];
    this.unwatched.value = unwatchedSpans(this.gaps);
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
