import { plainDecimal } from '../../market/decimal.ts';
import { overTime } from '../metric-choice.ts';
import type { ReferenceFamily } from '../metric-family.ts';
import { PERCENT } from '../unit.ts';
import { ABOVE_MINUS_100 } from '../value-range.ts';
import { lowestTrade, TRADE_EXTREMES } from './trade-extremes.ts';
import { lengthInWords } from './window-words.ts';

/** How far the price lies above the lowest trade of the window, in percent of that; below 0 it is a new low. */
export const aboveLow = {
  kind: 'above-low',
  windows: TRADE_EXTREMES.windows,
  unit: PERCENT,
  range: ABOVE_MINUS_100,
  label: (window) => ({
    inSentence: `the price's distance above its ${lengthInWords(window)} low`,
    asTitle: `Distance above the ${lengthInWords(window)} low`,
    afterSymbol: `distance above its ${lengthInWords(window)} low`,
    zero: { name: `its ${lengthInWords(window)} low`, isTurned: false },
  }),
  choice: {
    group: 'Highs and lows',
    word: 'distance above its low',
    window: overTime('24h'),
    levels: { low: '0', high: '10' },
  },
  isListed: false,
  growsWithWindow: true,
  reach: TRADE_EXTREMES.reach,
  moves: 'by-reference',
  reference: (window) => {
    const lowest = lowestTrade(window);
    return lowest === null ? null : plainDecimal(lowest);
  },
  value: (price, reference) => 100 * (price / reference - 1),
  priceAt: (value, reference) => reference * (1 + value / 100),
  isDrawn: true,
  isFinal: TRADE_EXTREMES.isFinal,
  knownFrom: TRADE_EXTREMES.knownFrom,
} as const satisfies ReferenceFamily;
