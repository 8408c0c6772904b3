import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import { intervalOf } from '../../domain/market/candle-interval.ts';
import { type ChartInterval, lengthOf } from '../../domain/market/chart-interval.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { callApi } from '../api/call-api.ts';
import { toServerClock } from '../api/server-clock.ts';
import { alertsBySymbol } from '../store/alerts.ts';
import { now } from '../store/clock.ts';
import { coinOf, symbols } from '../store/coins.ts';
import { preferences } from '../store/preferences.ts';
import { previewMarks } from '../store/preview-marks.ts';
import { gaps } from '../store/start-store.ts';
import { shownMetrics } from './drawing/chart-panes.ts';
import { CandleHistory } from './history/candle-history.ts';
import { MetricHistory } from './history/metric-history.ts';
import { MetricReferences } from './history/metric-references.ts';
import { linesOf } from './lines/alert-lines.ts';
import type { KnownMetrics } from './lines/level-distance.ts';
import { referencesOf } from './lines/price-lines.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** What a chart of one coin and one interval shows, kept true while it is started. */
export class ChartModel {
  readonly symbol: string;
  readonly interval: ChartInterval;
  readonly history: CandleHistory;
  /** where levels of other metrics lie on the price's scale */
  readonly references = new MetricReferences({
    now: serverNow,
    read: async (metric) => {
      const now = new Date(intervalOf(serverNow(), lengthOf('1m'))).toISOString();
      const params = { symbol: this.symbol, metric };
      return (await callApi('GET /api/coins/{symbol}/metrics/{metric}', { params, query: { from: now, to: now } }))
        .reference;
    },
  });
  /** those that have a pane */
  readonly metrics = signal<readonly MetricHistory[]>([]);

  constructor(symbol: string, interval: ChartInterval) {
    this.symbol = symbol;
    this.interval = interval;
    this.history = new CandleHistory({
      interval,
      now: serverNow,
      read: (query) => callApi('GET /api/coins/{symbol}/candles', { params: { symbol }, query: { ...query } }),
    });
  }

  /** what is known of metrics that are not shown with every coin */
  readonly known: ReadonlySignal<KnownMetrics> = computed(() => ({
    references: this.references.prices.value,
    values: new Map(
      this.metrics.value.flatMap(({ metric, points }) => {
        const last = points.value.at(-1);
        return last ? [[metric, last.value] as const] : [];
      }),
    ),
  }));
  /** metrics by reference that have a line: of alerts, and of the one that is being written */
  private readonly followed = computed(() => {
    const written = previewMarks.value?.symbol === this.symbol ? previewMarks.value.levels : [];
    const lines = linesOf(alertsBySymbol.value.get(this.symbol) ?? [], NOBODY);
    return referencesOf([...lines, ...written].map(({ metric }) => metric));
  });

  /** Reads, and keeps reading until what it gives back is called. */
  start(): () => void {
    void this.history.start();
    const stops = [
      effect(() => {
        void symbols.value;
        const coin = coinOf(this.symbol)?.value;
        if (coin) untracked(() => this.history.applyLive(coin));
      }),
      effect(() => {
        const isGap = this.isNewGap(gaps.value);
        void now.value;
        const followed = this.followed.value;
        untracked(() => {
          this.keepTrue({ isGap });
          void this.references.follow(followed);
        });
      }),
      effect(() => {
        const alerts = alertsBySymbol.value.get(this.symbol) ?? [];
        const metrics = shownMetrics({
          interval: this.interval,
          alerted: linesOf(alerts, NOBODY).map(({ metric }) => metric),
          chosen: preferences.value.pane,
        });
        untracked(() => this.showMetrics(metrics));
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Scrolled back: older candles, then what the panes show beside them. */
  async loadOlder(): Promise<void> {
    await this.history.loadOlder().catch(ignore);
    const { first } = this.history;
    if (first === null) return;
    await Promise.all(this.metrics.value.map((metric) => metric.loadOlder(first).catch(ignore)));
  }

  private lastGap = gaps.peek();

  private isNewGap(gap: number): boolean {
    const isNew = gap !== this.lastGap;
    this.lastGap = gap;
    return isNew;
  }

  private keepTrue({ isGap }: { isGap: boolean }): void {
    void this.history.settle({ isGap }).catch(ignore);
    // values of an interval are there some seconds after its end
    const isDue = serverNow() % lengthOf(this.interval) > VALUES_AFTER_MS;
    if (isDue) for (const metric of this.metrics.value) void metric.refresh().catch(ignore);
  }

  private showMetrics(wanted: readonly WindowedMetric[]): void {
    const shown = this.metrics.peek();
    if (wanted.join() === shown.map(({ metric }) => metric).join()) return;
    this.metrics.value = wanted.map((metric) => shown.find((it) => it.metric === metric) ?? this.openMetric(metric));
  }

  private openMetric(metric: WindowedMetric): MetricHistory {
    const params = { symbol: this.symbol, metric };
    const history = new MetricHistory({
      metric,
      interval: this.interval,
      now: serverNow,
      read: (query) => callApi('GET /api/coins/{symbol}/metrics/{metric}', { params, query: { ...query } }),
    });
    void history.start();
    return history;
  }
}

const VALUES_AFTER_MS = 10_000;

function serverNow(): number {
  return toServerClock(Date.now());
}

/** What could not be read is asked for again later. */
function ignore(): void {}
