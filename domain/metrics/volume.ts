import { overTime } from './metric-choice.ts';
import type { MinuteFamily } from './metric-family.ts';
import { QUOTE_AMOUNT } from './unit.ts';

/** What was traded in the window, in the quote currency. */
export const volume = {
  kind: 'volume',
  windows: { '5m': 5, '1h': 60, '24h': 1_440 },
  unit: QUOTE_AMOUNT,
  range: { min: 0, isMinIncluded: true },
  label: 'own-name',
  choice: { group: 'Volume', word: 'volume', window: overTime('1h'), levels: null },
  growsWithWindow: true,
  reach: (minutes) => ({ volumes: minutes }),
  moves: 'at-minutes',
  value: ({ history, end, minutes }) => {
    const volumes = history.volumes(end - minutes, end);
    let sum = 0;
    // by index: an iterator takes ten times as long, and this runs for each minute of a preview
    for (let i = 0; i < volumes.length; i += 1) sum += volumes[i] ?? Number.NaN;
    return Number.isNaN(sum) ? null : sum;
  },
  isFinal: ({ history, end, minutes }) => history.isEachKnown(end - minutes, end),
} as const satisfies MinuteFamily;
