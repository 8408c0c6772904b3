import { overTime } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { PRICE } from '../unit.ts';
import { ABOVE_0 } from '../value-range.ts';
import { highestTrade, TRADE_EXTREMES } from './trade-extremes.ts';
import { lengthInWords } from './window-words.ts';

/** Price of the highest trade of the window. */
export const high = {
  kind: 'high',
  windows: TRADE_EXTREMES.windows,
  unit: PRICE,
  range: ABOVE_0,
  label: (window) => ({
    inSentence: `the ${lengthInWords(window)} high`,
    asTitle: `The ${lengthInWords(window)} high`,
    afterSymbol: `${lengthInWords(window)} high`,
    zero: null,
  }),
  choice: { group: 'Highs and lows', word: 'highest price', window: overTime('24h'), levels: null },
  isListed: false,
  growsWithWindow: true,
  reach: TRADE_EXTREMES.reach,
  moves: 'at-minutes',
  value: highestTrade,
  isFinal: TRADE_EXTREMES.isFinal,
  knownFrom: TRADE_EXTREMES.knownFrom,
} as const satisfies MinuteFamily;
