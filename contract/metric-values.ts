import * as z from 'zod';
import { CHART_INTERVALS } from '../domain/market/chart-interval.ts';
import { WINDOWED } from '../domain/metrics/metric.ts';

/** One page of a metric's past. */
export const metricValuesSchema = z
  .strictObject({
    metric: z.enum(WINDOWED.map(({ name }) => name)),
    unit: z.string(),
    interval: z.enum(CHART_INTERVALS),
    items: z.array(
      z.strictObject({
        start: z.iso.datetime().meta({ description: 'of the interval at whose end the value is taken' }),
        value: z.number().nullable().meta({ description: 'null where it is not known' }),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'MetricValues' });
export type MetricValues = z.infer<typeof metricValuesSchema>;
