import { MinuteHistory, type MinuteValues } from '../../domain/metrics/minute-history.ts';
import { ToldValues } from '../../ingest-task/publishing/published-metrics.ts';

/** The values of a coin of which nothing is known. */
export function unknownValues(): ToldValues {
  return valuesFrom(valuesUnknown);
}

export function valuesUnknown(minute: number): MinuteValues {
  return new MinuteHistory().valuesAt(minute);
}

/** The values of a coin whose minutes have all begun. */
export function valuesFrom(valuesAt: (minute: number) => MinuteValues): ToldValues {
  return new ToldValues({ revision: 0, valuesAt });
}
