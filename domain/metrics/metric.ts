import { change } from './change.ts';
import type { MetricFamily, MetricLabel, MinuteFamily, PriceFamily, ReferenceFamily } from './metric-family.ts';
import { price } from './price.ts';
import { volatility } from './volatility.ts';
import { volume } from './volume.ts';

/** Every metric there is. No other file decides anything by a metric's name. */
export const METRIC_FAMILIES = [price, change, volatility, volume] as const;

type Known = (typeof METRIC_FAMILIES)[number];
type Windowed = Extract<Known, { windows: unknown }>;
type NameOf<F> = F extends { kind: infer Kind extends string; windows: infer Windows }
  ? `${Kind}-${keyof Windows & string}`
  : F extends { kind: infer Kind extends string }
    ? Kind
    : never;

/** `price`, or the kind with its window: `change-1h`. */
export type Metric = NameOf<Known>;
export type WindowedKind = Windowed['kind'];
export type WindowedMetric = NameOf<Windowed>;
/** A metric that moves with each trade, by a reference that holds for the minute. */
export type ReferenceMetric = NameOf<Extract<Known, { moves: 'by-reference' }>>;
/** A metric that stands still within a minute. */
export type MinuteMetric = NameOf<Extract<Known, { moves: 'at-minutes' }>>;

interface Named<Name extends Metric> {
  readonly name: Name;
  readonly label: MetricLabel;
}
interface InWindow {
  /** `1h` */
  readonly window: string;
  readonly minutes: number;
}
export type PriceDefinition = Omit<PriceFamily, 'label'> & Named<Exclude<Metric, WindowedMetric>>;
export type ReferenceDefinition = Omit<ReferenceFamily, 'label'> & Named<ReferenceMetric> & InWindow;
export type MinuteDefinition = Omit<MinuteFamily, 'label'> & Named<MinuteMetric> & InWindow;
export type WindowedDefinition = ReferenceDefinition | MinuteDefinition;
/** One metric with all that is known of it. */
export type MetricDefinition = PriceDefinition | WindowedDefinition;

const DEFINITIONS: readonly MetricDefinition[] = METRIC_FAMILIES.flatMap(definitionsOf);
export const WINDOWED: readonly WindowedDefinition[] = DEFINITIONS.filter((it) => it.moves !== 'with-price');
export const METRICS: readonly Metric[] = DEFINITIONS.map(({ name }) => name);

/** The names are made of the list's own kinds and windows, as the types above are: the type can't say so. */
function definitionsOf(family: MetricFamily): MetricDefinition[] {
  if (family.moves === 'with-price') return [named(family.kind, family)];
  return Object.entries(family.windows).map(([window, minutes]) =>
    named(`${family.kind}-${window}`, { ...family, window, minutes }),
  );
}

function named(name: string, family: MetricFamily & Partial<InWindow>): MetricDefinition {
  const ownName = { inSentence: name, asTitle: name, afterSymbol: name };
  return { ...family, name, label: family.label === 'own-name' ? ownName : family.label } as MetricDefinition;
}

const BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(DEFINITIONS.map((it) => [it.name, it]));

export function metricNamed(name: Metric): MetricDefinition {
  const metric = BY_NAME.get(name);
  if (!metric) throw new RangeError(`no metric ${name}`);
  return metric;
}

/** Null for a name that is no metric of this version. */
export function findMetric(name: string): MetricDefinition | null {
  return BY_NAME.get(name) ?? null;
}

/** Whether it is computed from the minutes before: its value is published with each minute. */
export function isWindowed(name: Metric): name is WindowedMetric {
  return metricNamed(name).moves !== 'with-price';
}

/** Whether it stands still within a minute, whatever is traded. */
export function movesAtMinutes(name: Metric): name is MinuteMetric {
  return metricNamed(name).moves === 'at-minutes';
}
