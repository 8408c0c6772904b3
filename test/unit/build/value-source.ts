import { MinuteHistory } from '../../../domain/minute-history.ts';
import type { ValueSource } from '../../../ingest-task/told-values.ts';

/** The values of a coin of which nothing is known. */
export function unknownValues(): ValueSource {
  const history = new MinuteHistory();
  return { revision: 0, valuesAt: (minute) => history.valuesAt(minute) };
}
