import { aboveLow } from './families/above-low.ts';
import { belowHigh } from './families/below-high.ts';
import { bollinger20 } from './families/bollinger.ts';
import { change } from './families/change.ts';
import { ema } from './families/ema.ts';
import { high } from './families/high.ts';
import { low } from './families/low.ts';
import { price } from './families/price.ts';
import { rsi14 } from './families/rsi.ts';
import { sma } from './families/sma.ts';
import { volatility } from './families/volatility.ts';
import { volume } from './families/volume.ts';
import { volumeRatio } from './families/volume-ratio.ts';
import type { MetricFamily, MetricLabel, MinuteFamily, PriceFamily, ReferenceFamily } from './metric-family.ts';

/** Every metric there is. No other file decides anything by a metric's name. */
export const METRIC_FAMILIES = [
  price,
  change,
  volatility,
  volume,
  volumeRatio,
  high,
  low,
  belowHigh,
  aboveLow,
  rsi14,
  sma(20),
  sma(50),
  sma(100),
  sma(200),
  ema(20),
  ema(50),
  ema(100),
  ema(200),
  bollinger20,
] as const;

type Known = (typeof METRIC_FAMILIES)[number];
type Windowed = Extract<Known, { windows: unknown }>;
type NameOf<F> = F extends { kind: infer Kind extends string; windows: infer Windows }
  ? `${Kind}-${keyof Windows & string}`
  : F extends { kind: infer Kind extends string }
    ? Kind
    : never;

/** `price`, or the kind with its window: `change-1h`. */
export type Metric = NameOf<Known>;
/** A kind whose values are shown with every coin. */
export type ListedKind = Extract<Windowed, { isListed: true }>['kind'];
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
/** Shown with every coin, and computed for each. */
export const LISTED: readonly WindowedMetric[] = WINDOWED.filter((it) => it.isListed).map(({ name }) => name);
export const METRICS: readonly Metric[] = DEFINITIONS.map(({ name }) => name);

/** The names are made of the list's own kinds and windows, as the types above are: the type can't say so. */
function definitionsOf(family: MetricFamily): MetricDefinition[] {
  if (family.moves === 'with-price') return [named(family.kind, family)];
  return Object.entries(family.windows).map(([window, minutes]) =>
    named(`${family.kind}-${window}`, { ...family, window, minutes }),
  );
}

function named(name: string, family: MetricFamily & Partial<InWindow>): MetricDefinition {
  return { ...family, name, label: labelOf(name, family) } as MetricDefinition;
}

function labelOf(name: string, { label, window = '' }: MetricFamily & Partial<InWindow>): MetricLabel {
  if (label === 'own-name') return { inSentence: name, asTitle: name, afterSymbol: name, zero: null };
  return typeof label === 'function' ? label(window) : label;
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
