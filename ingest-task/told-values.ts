import type { Book } from '../domain/coin.ts';
import {
  type ChangeMetric,
  isChange,
  isMeasure,
  type MeasureMetric,
  type Metric,
  metricOf,
  SERIES,
} from '../domain/metric.ts';
import type { MinuteValues } from '../domain/minute-history.ts';
import { MINUTE_MS, type Tick } from '../domain/tick.ts';

/** Minutes whose told values are remembered: the present one, the one before, and some that late trades ask for. */
export const MAX_TOLD_MINUTES = 8;

/** Where the values of a minute come from; `revision` grows whenever they may have become known. */
export interface ValueSource {
  readonly revision: number;
  valuesAt(minute: number): MinuteValues;
}

/** The part of a tick that holds for its whole minute. */
export type MinutePart = Pick<Tick, 'refs' | 'refsBefore' | 'measures'>;

interface Told {
  readonly values: MinuteValues;
  readonly isWhole: boolean;
  readonly revision: number;
}

interface MadePart {
  readonly minute: number;
  readonly metrics: WindowedMetrics;
  readonly revision: number;
  readonly part: MinutePart;
}

/**
 * The values of each minute as they are told: once told, a value stays for the minute, whatever becomes known of the
 * candles it was made of; only an unknown one may become known.
 */
export class ToldValues {
  readonly #source: ValueSource;
  readonly #told = new Map<number, Told>();
  /** the part made last: most ticks are of the same minute and metrics as the one before */
  #part: MadePart | null = null;

  constructor(source: ValueSource) {
    this.#source = source;
  }

  of(minute: number): MinuteValues {
    const told = this.#told.get(minute);
    if (told && (told.isWhole || told.revision === this.#source.revision)) return told.values;
    const fresh = this.#source.valuesAt(minute);
    const values = told ? completed(told.values, fresh) : fresh;
    this.#remember(minute, { values, isWhole: isWhole(values), revision: this.#source.revision });
    return values;
  }

  /** Minutes may come again, of another series of trades. */
  forget(): void {
    this.#told.clear();
    this.#part = null;
  }

  /** What a tick of `minute` says of these metrics. */
  partOf(minute: number, metrics: WindowedMetrics): MinutePart {
    const { revision } = this.#source;
    const made = this.#part;
    if (made?.minute === minute && made.metrics === metrics && made.revision === revision) return made.part;
    const part = this.#makePart(minute, metrics);
    this.#part = { minute, metrics, revision, part };
    return part;
  }

  #makePart(minute: number, { changes, measures }: WindowedMetrics): MinutePart {
    if (changes.length === 0 && measures.length === 0) return { refs: {}, refsBefore: {}, measures: {} };
    const values = this.of(minute);
    return {
      refs: pick(values.refs, changes),
      refsBefore: changes.length === 0 ? {} : pick(this.of(minute - MINUTE_MS).refs, changes),
      measures: pick(values.measures, measures),
    };
  }

  #remember(minute: number, told: Told): void {
    this.#told.set(minute, told);
    if (this.#told.size > MAX_TOLD_MINUTES) this.#told.delete(Math.min(...this.#told.keys()));
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

function isWhole({ refs, measures }: MinuteValues): boolean {
  return [refs, measures].every((values) => Object.values(values).every((value) => value !== null));
}

function completed(told: MinuteValues, fresh: MinuteValues): MinuteValues {
  return { refs: complete(told.refs, fresh.refs), measures: complete(told.measures, fresh.measures) };
}

function complete<Values extends Readonly<Record<string, unknown>>>(told: Values, fresh: Values): Values {
  const known = Object.entries(told).filter(([, value]) => value !== null);
  return { ...fresh, ...Object.fromEntries(known) };
}

function pick<Name extends string, Value>(values: Readonly<Record<Name, Value>>, names: readonly Name[]) {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
