import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';

export interface ProgramMetric {
  /** who reports it: the ingest task, in its line of each minute, or the functions (adapters/metric-report.ts names both kinds) */
  readonly service: 'ingest' | 'functions';
  readonly name: string;
  readonly statistic: string;
  /** 1 */
  readonly minutes?: number;
}

/** A metric that our programs report in their log lines. */
export function programMetric({ service, name, statistic, minutes = 1 }: ProgramMetric): IMetric {
  return new Metric({
    namespace: 'Pricebell',
    dimensionsMap: { service },
    metricName: name,
    statistic,
    period: Duration.minutes(minutes),
  });
}
