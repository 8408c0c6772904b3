import {
  METRICS,
  type Metric,
  type MetricDefinition,
  type MinuteMetric,
  metricNamed,
  movesAtMinutes,
} from './metric.ts';

export type Confirm = 'trade' | 'minute-close';

/**
 * A metric as alerts judge it: whenever it moves (`price`), or at minute closes only (`price@close`). What stands still
 * within a minute has one series. The levels of the alert index are sorted within a series.
 */
export type Series = Metric | `${MovingMetric}@close`;
type MovingMetric = Exclude<Metric, MinuteMetric>;

interface SeriesDefinition {
  readonly name: Series;
  readonly metric: MetricDefinition;
  /** the value can be new at any trade; if not, only at a minute boundary */
  readonly movesWithTrades: boolean;
}

const DEFINITIONS: readonly SeriesDefinition[] = [
  ...METRICS.map((name) => ({ name, metric: metricNamed(name), movesWithTrades: !movesAtMinutes(name) })),
  ...METRICS.filter((name) => !movesAtMinutes(name)).map((name) => ({
    name: closeOf(name),
    metric: metricNamed(name),
    movesWithTrades: false,
  })),
];
const BY_NAME: ReadonlyMap<string, SeriesDefinition> = new Map(DEFINITIONS.map((it) => [it.name, it]));
export const SERIES: readonly Series[] = DEFINITIONS.map(({ name }) => name);

function closeOf(name: MovingMetric): Series {
  return `${name}@close`;
}

export function seriesOf(name: Metric, confirm: Confirm): Series {
  return confirm === 'minute-close' && !movesAtMinutes(name) ? closeOf(name) : name;
}

export function seriesNamed(name: Series): SeriesDefinition {
  const series = BY_NAME.get(name);
  if (!series) throw new RangeError(`no series ${name}`);
  return series;
}

/** The metric of a series; null for a name that is no series of this version. */
export function findMetricOfSeries(name: string): MetricDefinition | null {
  return BY_NAME.get(name)?.metric ?? null;
}

export function metricOf(name: Series): Metric {
  return seriesNamed(name).metric.name;
}

/** The value can be new at any trade; that of every other series only at a minute boundary. */
export function movesWithTrades(name: Series): boolean {
  return seriesNamed(name).movesWithTrades;
}
