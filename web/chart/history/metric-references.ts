import { signal } from '@preact/signals';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import type { ReferenceMetric } from '../../../domain/metrics/metric.ts';

const MINUTE_MS = INTERVAL_MS['1m'];
/** The prices of a minute are published some seconds after its start. */
const READ_AFTER_MS = 4_000;
/** What is not known yet, or could not be read, is asked for again after so long. */
const ASK_AGAIN_MS = 15_000;

export interface MetricReferencesDeps {
  /** the price from which the metric is measured in the minute that is open; null: not known */
  readonly read: (metric: ReferenceMetric) => Promise<string | null>;
  /** exchange clock, ms */
  readonly now: () => number;
}

interface Known {
  /** start of the minute of which it was read, ms */
  readonly minute: number;
  readonly askAgainAt: number;
}

/** The prices from which metrics are measured, kept up to the minute: an average, a high. */
export class MetricReferences {
  /** by metric; left out: not known */
  readonly prices = signal<ReadonlyMap<ReferenceMetric, string>>(new Map());
  private readonly deps: MetricReferencesDeps;
  private readonly known = new Map<ReferenceMetric, Known>();

  constructor(deps: MetricReferencesDeps) {
    this.deps = deps;
  }

  /** To be called once a second with the metrics that are shown. */
  async follow(metrics: readonly ReferenceMetric[]): Promise<void> {
    for (const metric of [...this.known.keys()]) if (!metrics.includes(metric)) this.forget(metric);
    await Promise.all(metrics.filter((metric) => this.isDue(metric)).map((metric) => this.read(metric)));
  }

  private isDue(metric: ReferenceMetric): boolean {
    const now = this.deps.now();
    const known = this.known.get(metric);
    if (!known) return true;
    return now >= known.askAgainAt && (known.minute < intervalOf(now, MINUTE_MS) || !this.prices.peek().has(metric));
  }

  private async read(metric: ReferenceMetric): Promise<void> {
    const minute = intervalOf(this.deps.now(), MINUTE_MS);
    this.known.set(metric, { minute, askAgainAt: this.deps.now() + ASK_AGAIN_MS });
    const price = await this.deps.read(metric).catch(() => undefined);
    // nobody wants it any more, or it could not be read: what was known stays
    if (!this.known.has(metric) || price === undefined) return;
    if (price !== null) this.known.set(metric, { minute, askAgainAt: minute + MINUTE_MS + READ_AFTER_MS });
    this.keep(metric, price);
  }

  private forget(metric: ReferenceMetric): void {
    this.known.delete(metric);
    this.keep(metric, null);
  }

  private keep(metric: ReferenceMetric, price: string | null): void {
    if (price === (this.prices.peek().get(metric) ?? null)) return;
    const prices = new Map(this.prices.peek());
    if (price === null) prices.delete(metric);
    else prices.set(metric, price);
    this.prices.value = prices;
  }
}
