import { plainDecimal } from '../../market/decimal.ts';
import { overTime } from '../metric-choice.ts';
import type { ReferenceFamily } from '../metric-family.ts';
import { PERCENT } from '../unit.ts';
import { ABOVE_MINUS_100 } from '../value-range.ts';

/** By how much the price has changed since the close of the minute that lies the window back. */
export const change = {
  kind: 'change',
  windows: { '5m': 5, '15m': 15, '1h': 60, '4h': 240, '24h': 1_440, '7d': 10_080 },
  unit: PERCENT,
  range: ABOVE_MINUS_100,
  label: 'own-name',
  choice: { group: 'Price', word: 'change', window: overTime('1h'), levels: { low: '-5', high: '5' } },
  isListed: true,
  growsWithWindow: false,
  reach: (minutes) => ({ closes: minutes }),
  moves: 'by-reference',
  reference: ({ history, end, minutes }) => {
    const close = history.closeOf(end - minutes);
    return close === null ? null : plainDecimal(close);
  },
  value: (price, reference) => 100 * (price / reference - 1),
  priceAt: (value, reference) => reference * (1 + value / 100),
  isDrawn: false,
  isFinal: ({ history, end, minutes }) => history.hasClose(end - minutes),
  knownFrom: (began, minutes) => began + minutes,
} as const satisfies ReferenceFamily;
