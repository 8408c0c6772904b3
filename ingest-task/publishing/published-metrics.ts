import type { AlertIndexSummary } from '../../domain/market/coin.ts';
import { MINUTE_MS, type Tick } from '../../domain/market/tick.ts';
import { LISTED, type MinuteMetric, type ReferenceMetric, type WindowedMetric } from '../../domain/metrics/metric.ts';
import type { MinuteValues } from '../../domain/metrics/minute-values.ts';
import { findMetricOfSeries } from '../../domain/metrics/series.ts';

/** Minutes whose values are remembered: the present one, the one before, and some for late trades. */
export const MAX_REMEMBERED_MINUTES = 8;

/** Where the values of a minute come from; `revision` grows whenever an unknown value may have become known. */
export interface ValueSource {
  readonly revision: number;
  valuesAt(minute: number, wanted: readonly WindowedMetric[]): MinuteValues;
}

/** The part of a tick that holds for its whole minute. */
export type MinutePart = Pick<Tick, 'refs' | 'refsBefore' | 'measures'>;

/** Of a tick without trades and without a watermark, by which nothing is judged. */
export const NO_VALUES: MinutePart = { refs: {}, refsBefore: {}, measures: {} };

/** The values of one minute: those that its ticks have published, and those that are known besides. */
interface MinuteEntry {
  /** by metric, as the first tick with it published them: a reference, a measure, or null for unknown */
  readonly fixedRefs: Record<string, string | null>;
  readonly fixedMeasures: Record<string, number | null>;
  readonly values: MinuteValues;
  readonly wanted: readonly WindowedMetric[];
  readonly revision: number;
}

interface MadePart {
  readonly minute: number;
  readonly metrics: WindowedMetrics;
  readonly part: MinutePart;
}

/**
 * The values of each minute as its ticks publish them. A published value is fixed for its minute, an unknown one too
 * (docs/decisions/0014). A metric that no tick of the minute has carried yet has the value that is known at present. Computed
 * are those that are shown with every coin, and those that the coin's ticks carry.
 */
export class PublishedMetrics {
  readonly #source: ValueSource;
  readonly #minutes = new Map<number, MinuteEntry>();
  #wanted: readonly WindowedMetric[] = LISTED;
  /** those that `wanted` was made of */
  #carried: WindowedMetrics | null = null;
  /** the part made last: most ticks are of the same minute and metrics as the one before */
  #part: MadePart | null = null;

  constructor(source: ValueSource) {
    this.#source = source;
  }

  of(minute: number): MinuteValues {
    return this.#entry(minute).values;
  }

  /** After an id restart the same minutes may come again, with other trades. */
  forget(): void {
    this.#minutes.clear();
    this.#part = null;
  }

  /** What a tick of `minute` publishes of these metrics; fixes it for the minute. */
  partOf(minute: number, metrics: WindowedMetrics): MinutePart {
    const made = this.#part;
    if (made?.minute === minute && made.metrics === metrics) return made.part;
    this.#want(metrics);
    const { references, measures } = metrics;
    if (references.length === 0 && measures.length === 0) return NO_VALUES;
    const part = this.#makePart(minute, metrics);
    this.#part = { minute, metrics, part };
    return part;
  }

  #want(metrics: WindowedMetrics): void {
    if (metrics === this.#carried) return;
    this.#carried = metrics;
    this.#wanted = [...new Set([...LISTED, ...metrics.references, ...metrics.measures])];
  }

  #makePart(minute: number, { references, measures }: WindowedMetrics): MinutePart {
    const refsBefore = references.length === 0 ? {} : pick(this.of(minute - MINUTE_MS).refs, references);
    const { values, fixedRefs, fixedMeasures } = this.#entry(minute);
    const part = { refs: pick(values.refs, references), refsBefore, measures: pick(values.measures, measures) };
    Object.assign(fixedRefs, part.refs);
    Object.assign(fixedMeasures, part.measures);
    return part;
  }

  #entry(minute: number): MinuteEntry {
    const known = this.#minutes.get(minute);
    const wanted = this.#wanted;
    if (known?.revision === this.#source.revision && known.wanted === wanted) return known;
    const { fixedRefs, fixedMeasures } = known ?? { fixedRefs: {}, fixedMeasures: {} };
    const { refs, measures } = this.#source.valuesAt(minute, wanted);
    const values = { refs: { ...refs, ...fixedRefs }, measures: { ...measures, ...fixedMeasures } };
    const entry = { fixedRefs, fixedMeasures, values, wanted, revision: this.#source.revision };
    this.#minutes.set(minute, entry);
    const others = [...this.#minutes.keys()].filter((each) => each !== minute);
    if (others.length >= MAX_REMEMBERED_MINUTES) this.#minutes.delete(Math.min(...others));
    return entry;
  }
}

/** The windowed metrics among those that a coin's alerts use. */
export interface WindowedMetrics {
  readonly references: readonly ReferenceMetric[];
  readonly measures: readonly MinuteMetric[];
}

/** Unknown names are ignored: a newer API may know metrics that this task does not. */
export function windowedMetricsOf({ metrics }: AlertIndexSummary): WindowedMetrics {
  const references = new Set<ReferenceMetric>();
  const measures = new Set<MinuteMetric>();
  for (const series of metrics) {
    const metric = findMetricOfSeries(series);
    if (metric?.moves === 'by-reference') references.add(metric.name);
    if (metric?.moves === 'at-minutes') measures.add(metric.name);
  }
  return { references: [...references], measures: [...measures] };
}

export function hasWindows({ references, measures }: WindowedMetrics): boolean {
  return references.length > 0 || measures.length > 0;
}

export function namesOf({ references, measures }: WindowedMetrics): WindowedMetric[] {
  return [...references, ...measures];
}

function pick<Name extends string, Value>(values: Readonly<Partial<Record<Name, Value>>>, names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}
