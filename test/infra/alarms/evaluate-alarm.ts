import type { AlarmProperties } from './alarm-properties.ts';
import { evaluateMaths, type Value } from './evaluate-maths.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What a metric got in each period of the alarm, the newest last: its samples, or null for none. */
export type Samples = readonly (number | readonly number[] | null)[];
/** Of an alarm on one metric, or by id of an alarm on an expression. */
export type Series = Samples | Readonly<Record<string, Samples>>;

/**
 * The state of an alarm after each period of a series that begins with the alarm, as
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html says. CloudWatch looks at more periods than the alarm
 * has, so as to do with real values: `extra` is how many more, which AWS does not say. Its examples have two.
 */
export function statesOf(alarm: AlarmProperties, series: Series, extra: number): readonly AlarmState[] {
  const breaching = valuesOf(alarm, series).map((value) => (value === null ? null : isBreaching(alarm, value)));
  const states: AlarmState[] = [];
  for (const index of breaching.keys()) {
    const from = index + 1 - (alarm.EvaluationPeriods + extra);
    const before: null[] = Array.from({ length: Math.max(0, -from) }, () => null);
    const range = [...before, ...breaching.slice(Math.max(0, from), index + 1)];
    states.push(decide(alarm, range, states.at(-1) ?? 'INSUFFICIENT_DATA'));
  }
  return states;
}

/** `range`: of each period, whether its value is beyond the threshold; null: it has none. The newest is the last. */
function decide(alarm: AlarmProperties, range: readonly (boolean | null)[], before: AlarmState): AlarmState {
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods, TreatMissingData } = alarm;
  const real = range.filter((one) => one !== null).slice(-periods);
  const beyond = real.filter((one) => one).length;
  const filled = periods - real.length;
  if (filled === 0 || TreatMissingData !== 'missing') {
    return beyond + (TreatMissingData === 'breaching' ? filled : 0) >= needed ? 'ALARM' : 'OK';
  }
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  if (beyond >= needed || lastsFor(range.slice(-periods)) >= needed) return 'ALARM';
  return beyond === real.length ? before : 'OK';
}

/** Periods since the oldest value beyond the threshold, if nothing but such values and missing ones came after it. */
function lastsFor(range: readonly (boolean | null)[]): number {
  const sinceGood = range.slice(range.lastIndexOf(false) + 1);
  const oldest = sinceGood.indexOf(true);
  return oldest === -1 ? 0 : sinceGood.length - oldest;
}

function isBreaching({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean {
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
  }
}

/** What is compared with the threshold, of each period. @throws Error if the series are not those of the alarm's metrics */
function valuesOf(alarm: AlarmProperties, series: Series): readonly Value[] {
  const { Statistic, ExtendedStatistic, Metrics } = alarm;
  if (isSamples(series)) {
    const statistic = Statistic ?? ExtendedStatistic ?? statisticOfQuery(Metrics);
    if (!statistic) throw new Error('the alarm is on an expression: give a series for each of its metrics');
    return series.map((samples) => aggregate(samples, statistic));
  }
  const [expression, ...more] = (Metrics ?? []).flatMap((query) => query.Expression ?? []);
  if (expression === undefined || more.length > 0) throw new Error('the alarm is not on one expression');
  const statistics = new Map(
    (Metrics ?? []).flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat.Stat]] : [])),
  );
  const periods = Math.max(...Object.values(series).map((samples) => samples.length));
  const names = Object.keys(series).filter((id) => !statistics.has(id));
  if (names.length > 0)
    throw new Error(`${names.join(', ')}: no metrics of the alarm, which has ${[...statistics.keys()]}`);
  return Array.from({ length: periods }, (_, index) => {
    const values = [...statistics].map(
      ([id, statistic]) => [id, aggregate(series[id]?.[index] ?? null, statistic)] as const,
    );
    return evaluateMaths(expression, new Map(values));
  });
}

/** Of an alarm on a Metrics Insights query, whose series has the samples of all the metrics that it finds. */
function statisticOfQuery(metrics: AlarmProperties['Metrics'] = []): string | undefined {
  const [query, ...more] = metrics;
  return more.length === 0 && /^SELECT SUM\(\w+\) FROM /.test(query?.Expression ?? '') ? 'Sum' : undefined;
}

function isSamples(series: Series): series is Samples {
  return Array.isArray(series);
}

function aggregate(given: Samples[number], statistic: string): Value {
  if (given === null) return null;
  const samples = typeof given === 'number' ? [given] : given;
  if (samples.length === 0) return null;
  if (statistic === 'Maximum') return Math.max(...samples);
  if (statistic === 'Minimum') return Math.min(...samples);
  if (statistic === 'Sum') return samples.reduce((sum, sample) => sum + sample, 0);
  const percentile = /^p(\d+)$/.exec(statistic)?.[1];
  if (!percentile) throw new Error(`the statistic ${statistic} is not known here`);
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.ceil((Number(percentile) / 100) * sorted.length) - 1] ?? null;
}
