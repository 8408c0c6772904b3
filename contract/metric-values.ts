import * as z from 'zod';
import { CHART_INTERVALS } from '../domain/market/chart-interval.ts';
import { WINDOWED } from '../domain/metrics/metric.ts';

const REFERENCE =
  'of a metric that moves with each trade the price from which it is measured in the minute that is open, such as an average; null for ' +
  'any other one, while it is not known, and on pages of a past that changes no more. Known for what is shown with every coin and what its alerts use';

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
    reference: z.string().nullable().meta({ description: REFERENCE }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'MetricValues' });
export type MetricValues = z.infer<typeof metricValuesSchema>;
