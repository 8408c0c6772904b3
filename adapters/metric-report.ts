import type { Fields } from './log.ts';

/** Of every metric of this system in CloudWatch. */
export const METRIC_NAMESPACE = 'Pricebell';

/** Units of CloudWatch that are used here. */
export type MetricUnit = 'Milliseconds' | 'Bytes' | 'Count';

/**
 * What the functions report, each with its unit. A metric costs 0.30 USD for a month in which every hour has a value, and nothing in an
 * hour without one: so report trouble when there is some, not its absence.
 */
export const FUNCTION_METRICS = {
  /** how long the oldest message of a person has been waiting for its mail although it could leave */
  mailLatenessMs: 'Milliseconds',
  /** mails that SES does not take before an address is verified */
  unverifiedMails: 'Count',
  /** records of streams and jobs that failed and are delivered again */
  failedRecords: 'Count',
  /** of the canary's last fire: from the trade to the decision, and from there to where a message would be made */
  canaryDecisionMs: 'Milliseconds',
  canaryDispatchMs: 'Milliseconds',
} as const satisfies Record<string, MetricUnit>;

type FunctionMetric = keyof typeof FUNCTION_METRICS;

/**
 * What a function reports, as fields of any line of its log: `log.warn('a mail is late', { person, ...functionMetrics({ mailLatenessMs }, now()) })`.
 * `at`: own clock, ms
 */
export function functionMetrics(values: Readonly<Partial<Record<FunctionMetric, number>>>, at: number): Fields {
  return metricFields({ service: 'functions', at, units: FUNCTION_METRICS, values });
}

/** The only dimension, with one value a program: each combination of values would be a metric of its own, and be paid for. */
type Service = 'ingest' | 'functions';

export interface MetricLine {
  readonly service: Service;
  /** own clock, ms */
  readonly at: number;
  /** by name, with the metric's unit */
  readonly units: Readonly<Record<string, MetricUnit>>;
  /** by name; those without a unit are there to be read only */
  readonly values: Fields;
}

/**
 * The fields of a log line that CloudWatch makes metrics of
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). They must stand
 * at the top of the line.
 */
export function metricFields({ service, at, units, values }: MetricLine): Fields {
  const Metrics = Object.entries(units)
    .filter(([name]) => Object.hasOwn(values, name))
    .map(([Name, Unit]) => ({ Name, Unit }));
  const directive = { Namespace: METRIC_NAMESPACE, Dimensions: [['service']], Metrics };
  return { _aws: { Timestamp: at, CloudWatchMetrics: [directive] }, service, ...values };
}
