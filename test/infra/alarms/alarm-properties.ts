import * as z from 'zod';

const metricStatSchema = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string() }),
  Period: z.number(),
  Stat: z.string(),
});

const queriesSchema = z.array(
  z.object({
    Id: z.string(),
    Expression: z.string().optional(),
    MetricStat: metricStatSchema.optional(),
    ReturnData: z.boolean().optional(),
  }),
);

/** An `AWS::CloudWatch::Alarm` of the template, as far as its state depends on it. */
export const alarmSchema = z.object({
  AlarmDescription: z.string(),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanOrEqualToThreshold',
    'LessThanThreshold',
  ]),
  Threshold: z.number(),
  EvaluationPeriods: z.number().int(),
  DatapointsToAlarm: z.number().int().optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'missing']),
  /** of an alarm on one metric; a percentile is an `ExtendedStatistic` */
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: z.number().optional(),
  /** of an alarm on an expression */
  Metrics: queriesSchema.optional(),
});
export type AlarmProperties = z.infer<typeof alarmSchema>;
