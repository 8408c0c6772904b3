import { WINDOWED } from '../../domain/metrics/metric.ts';
import { type MinuteValues, newHistory, valuesAt } from '../../domain/metrics/minute-values.ts';
import { PublishedMetrics } from '../../ingest-task/publishing/published-metrics.ts';

/** The values of a coin without a known trade. */
export function unknownValues(): PublishedMetrics {
  return valuesFrom(valuesUnknown);
}

export function valuesUnknown(minute: number): MinuteValues {
  return valuesAt(
    newHistory(),
    minute,
    WINDOWED.map(({ name }) => name),
  );
}

/** The values of a coin whose minutes have all begun. */
export function valuesFrom(valuesAt: (minute: number) => MinuteValues): PublishedMetrics {
  return new PublishedMetrics({ revision: 0, valuesAt });
}
