import { signal } from '@preact/signals';
import type { MetricValues } from '../../../contract/metric-values.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import { type ChartInterval, lengthOf } from '../../../domain/market/chart-interval.ts';
import { metricNamed, type WindowedMetric } from '../../../domain/metrics/metric.ts';
import { type LoadState, track } from '../../store/load-state.ts';
import { PAGE_BARS } from './candle-history.ts';

const DAY_MS = INTERVAL_MS['1d'];
/** A page of the API reaches so far for a metric that is computed from minutes, and from longer candles. */
const REACH_MS = { minutes: 14 * DAY_MS, candles: 300 * DAY_MS };
const MAX_PAGES = 4;
/** A value that is not there yet, or could not be read, is asked for again after so long. */
const ASK_AGAIN_MS = 10_000;

export interface MetricQuery {
  readonly interval: ChartInterval;
  readonly from: string;
  readonly to?: string;
  readonly cursor?: string;
}

export interface MetricHistoryDeps {
  readonly metric: WindowedMetric;
  readonly interval: ChartInterval;
  readonly read: (query: MetricQuery) => Promise<MetricValues>;
  /** exchange clock, ms */
  readonly now: () => number;
}

/** Of the interval that starts at `time` (s), as it was known at its end. */
export interface MetricPoint {
  readonly time: number;
  /** null: not known */
  readonly value: number | null;
}

/** The past of one metric, beside the candles of a chart. */
export class MetricHistory {
  readonly load = signal<LoadState>({ state: 'idle' });
  /** ascending */
  readonly points = signal<readonly MetricPoint[]>([]);
  readonly metric: WindowedMetric;
  private readonly deps: MetricHistoryDeps;
  private readonly length: number;
  private readonly reach: number;
  private isReading = false;
  private askAgainAt = 0;

  constructor(deps: MetricHistoryDeps) {
    this.deps = deps;
    this.metric = deps.metric;
    this.length = lengthOf(deps.interval);
    this.reach = Math.min(PAGE_BARS * this.length, isOfCandles(deps.metric) ? REACH_MS.candles : REACH_MS.minutes);
  }

  start(): Promise<void> {
    return track(this.load, () => this.read(this.openStart() - this.reach));
  }

  /** To be called once a second: reads the values of intervals that have ended since, and all of them when they could not be read. */
  async refresh(): Promise<void> {
    const now = this.deps.now();
    if (this.load.value.state === 'error' && now >= this.askAgainAt) {
      this.askAgainAt = now + ASK_AGAIN_MS;
      await this.start();
      return;
    }
    const next = (this.points.value.at(-1)?.time ?? 0) * 1_000 + this.length;
    if (this.load.value.state !== 'ready' || this.isReading || next >= this.openStart()) return;
    if (now < this.askAgainAt) return;
    this.askAgainAt = now + ASK_AGAIN_MS;
    await this.read(Math.max(next, this.openStart() - this.reach));
  }

  /** Up to the first bar that is shown, ms. */
  async loadOlder(from: number): Promise<void> {
    const first = (this.points.value[0]?.time ?? 0) * 1_000;
    if (this.isReading || first === 0 || from >= first) return;
    await this.read(Math.max(from, first - this.reach), first);
  }

  private openStart(): number {
    return intervalOf(this.deps.now(), this.length);
  }

  private async read(from: number, to?: number): Promise<void> {
    this.isReading = true;
    try {
      const span = { interval: this.deps.interval, from: new Date(Math.max(0, from)).toISOString() };
      const items = await this.readPages(to === undefined ? span : { ...span, to: new Date(to).toISOString() });
      this.points.value = merged(this.points.value, items);
    } finally {
      this.isReading = false;
    }
  }

  private async readPages(query: MetricQuery): Promise<MetricPoint[]> {
    const points: MetricPoint[] = [];
    let cursor: string | null = null;
    for (let count = 0; count < MAX_PAGES; count += 1) {
      const page: MetricValues = await this.deps.read({ ...query, ...(cursor !== null && { cursor }) });
      points.push(...page.items.map(({ start, value }) => ({ time: Date.parse(start) / 1_000, value })));
      cursor = page.nextCursor;
      if (cursor === null) break;
    }
    return points;
  }
}

function isOfCandles(name: WindowedMetric): boolean {
  const metric = metricNamed(name);
  return metric.moves !== 'with-price' && metric.reach(metric.minutes).candles !== undefined;
}

function merged(before: readonly MetricPoint[], news: readonly MetricPoint[]): MetricPoint[] {
  const byTime = new Map([...before, ...news].map((point) => [point.time, point]));
  return [...byTime.values()].sort((a, b) => a.time - b.time);
}
