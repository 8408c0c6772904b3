import { plainDecimal } from '../../market/decimal.ts';
import { overTime } from '../metric-choice.ts';
import type { ReferenceFamily } from '../metric-family.ts';
import { PERCENT } from '../unit.ts';
import { ANY_VALUE } from '../value-range.ts';
import { highestTrade, TRADE_EXTREMES } from './trade-extremes.ts';
import { lengthInWords } from './window-words.ts';

/** How far the price lies below the highest trade of the window, in percent of that; below 0 it is a new high. */
export const belowHigh = {
  kind: 'below-high',
  windows: TRADE_EXTREMES.windows,
  unit: PERCENT,
  range: { ...ANY_VALUE, max: 100 },
  label: (window) => ({
    inSentence: `the price's distance below its ${lengthInWords(window)} high`,
    asTitle: `Distance below the ${lengthInWords(window)} high`,
    afterSymbol: `distance below its ${lengthInWords(window)} high`,
    zero: { name: `its ${lengthInWords(window)} high`, isTurned: true },
  }),
  choice: {
    group: 'Highs and lows',
    word: 'distance below its high',
    window: overTime('24h'),
    levels: { low: '0', high: '10' },
  },
  isListed: false,
  growsWithWindow: true,
  reach: TRADE_EXTREMES.reach,
  moves: 'by-reference',
  reference: (window) => {
    const highest = highestTrade(window);
    return highest === null ? null : plainDecimal(highest);
  },
  value: (price, reference) => 100 * (1 - price / reference),
  priceAt: (value, reference) => reference * (1 - value / 100),
  isDrawn: true,
  isFinal: TRADE_EXTREMES.isFinal,
  knownFrom: TRADE_EXTREMES.knownFrom,
} as const satisfies ReferenceFamily;
