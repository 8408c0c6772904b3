import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

export interface FunctionsMetric {
  readonly functions: readonly IFunction[];
  /** of Lambda: `Errors`, `IteratorAge`, … */
  readonly name: string;
  /** over the functions */
  readonly operator: 'MAX' | 'SUM';
  /** of each function */
  readonly statistic: string;
  readonly period: Duration;
}

/** One metric of several functions, for an alarm. It costs as much as one of each. */
export function functionsMetric({ functions, name, operator, statistic, period }: FunctionsMetric): IMetric {
  const metrics = functions.map((one) => [nameOf(one), one.metric(name, { period, statistic })] as const);
  return new MathExpression({
    expression: `${operator}(METRICS())`,
    usingMetrics: Object.fromEntries(metrics),
    label: name,
    period,
  });
}

/** Names in metric math begin with a small letter. */
function nameOf({ node: { id } }: IFunction): string {
  return id.charAt(0).toLowerCase() + id.slice(1);
}
