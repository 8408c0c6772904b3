import type { Book } from '../../domain/market/coin.ts';
import { MINUTE_MS, type Tick } from '../../domain/market/tick.ts';
import {
  type ChangeMetric,
  isChange,
  isMeasure,
  type MeasureMetric,
  type Metric,
  metricOf,
  SERIES,
} from '../../domain/metrics/metric.ts';
import type { MinuteValues } from '../../domain/metrics/minute-history.ts';

/** Minutes whose values are remembered: the present one, the one before, and some that late trades ask for. */
export const MAX_REMEMBERED_MINUTES = 8;

/** Where the values of a minute come from; `revision` grows whenever they may have become known. */
export interface ValueSource {
  readonly revision: number;
  valuesAt(minute: number): MinuteValues;
}

/** The part of a tick that holds for its whole minute. */
export type MinutePart = Pick<Tick, 'refs' | 'refsBefore' | 'measures'>;

/** Of a tick without trades and without a watermark, by which nothing is judged. */
export const NO_VALUES: MinutePart = { refs: {}, refsBefore: {}, measures: {} };

/** One minute: what its ticks say, and what is known of it besides. */
interface Told {
  /** by metric, as the first tick with it said: a reference, a measure, or null for unknown */
  readonly fixedRefs: Record<string, string | null>;
  readonly fixedMeasures: Record<string, number | null>;
  values: MinuteValues;
  revision: number;
}

interface MadePart {
  readonly minute: number;
  readonly metrics: WindowedMetrics;
  readonly part: MinutePart;
}

/**
 * The values of each minute as its ticks say them. The first tick of a minute that carries a metric fixes its value for
 * the minute, an unknown one too: within a minute nothing becomes known (docs/decisions/0014). A metric that no tick has
 * carried is as it is known at present.
 */
export class PublishedMetrics {
  readonly #source: ValueSource;
  readonly #told = new Map<number, Told>();
  /** the part made last: most ticks are of the same minute and metrics as the one before */
  #part: MadePart | null = null;

  constructor(source: ValueSource) {
    this.#source = source;
  }

  of(minute: number): MinuteValues {
    const told = this.#told.get(minute);
    if (told?.revision === this.#source.revision) return told.values;
    return this.#refresh(minute, told ?? { fixedRefs: {}, fixedMeasures: {} }).values;
  }

  /** Minutes may come again, of another series of trades. */
  forget(): void {
    this.#told.clear();
    this.#part = null;
  }

  /** What a tick of `minute` says of these metrics. */
  partOf(minute: number, metrics: WindowedMetrics): MinutePart {
    const made = this.#part;
    if (made?.minute === minute && made.metrics === metrics) return made.part;
    const { changes, measures } = metrics;
    if (changes.length === 0 && measures.length === 0) return NO_VALUES;
    const part = this.#makePart(minute, metrics);
    this.#part = { minute, metrics, part };
    return part;
  }

  #makePart(minute: number, { changes, measures }: WindowedMetrics): MinutePart {
    const refsBefore = changes.length === 0 ? {} : pick(this.of(minute - MINUTE_MS).refs, changes);
    const values = this.of(minute);
    const told = this.#told.get(minute);
    const part = { refs: pick(values.refs, changes), refsBefore, measures: pick(values.measures, measures) };
    Object.assign(told?.fixedRefs ?? {}, part.refs);
    Object.assign(told?.fixedMeasures ?? {}, part.measures);
    return part;
  }

  #refresh(minute: number, { fixedRefs, fixedMeasures }: Pick<Told, 'fixedRefs' | 'fixedMeasures'>): Told {
    const { refs, measures } = this.#source.valuesAt(minute);
    const values = { refs: { ...refs, ...fixedRefs }, measures: { ...measures, ...fixedMeasures } };
    const told = { fixedRefs, fixedMeasures, values, revision: this.#source.revision };
    this.#told.set(minute, told);
    const others = [...this.#told.keys()].filter((each) => each !== minute);
    if (others.length >= MAX_REMEMBERED_MINUTES) this.#told.delete(Math.min(...others));
    return told;
  }
}

/** The metrics with a window among those that a book's series are of. */
export interface WindowedMetrics {
  readonly changes: readonly ChangeMetric[];
  readonly measures: readonly MeasureMetric[];
}

const KNOWN_SERIES: ReadonlyMap<string, Metric> = new Map(SERIES.map((series) => [series, metricOf(series)]));

/** Names that are no series are passed over: a newer API may know metrics that this task does not. */
export function windowedMetricsOf({ metrics }: Book): WindowedMetrics {
  const known = new Set(metrics.map((name) => KNOWN_SERIES.get(name)).filter((metric) => metric !== undefined));
  return { changes: [...known].filter(isChange), measures: [...known].filter(isMeasure) };
}

export function hasWindows({ changes, measures }: WindowedMetrics): boolean {
  return changes.length > 0 || measures.length > 0;
}

function pick<Name extends string, Value>(values: Readonly<Record<Name, Value>>, names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
