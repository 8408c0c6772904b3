import { overTime } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { PRICE } from '../unit.ts';
import { ABOVE_0 } from '../value-range.ts';
import { lowestTrade, TRADE_EXTREMES } from './trade-extremes.ts';
import { lengthInWords } from './window-words.ts';

/** Price of the lowest trade of the window. */
export const low = {
  kind: 'low',
  windows: TRADE_EXTREMES.windows,
  unit: PRICE,
  range: ABOVE_0,
  label: (window) => ({
    inSentence: `the ${lengthInWords(window)} low`,
    asTitle: `The ${lengthInWords(window)} low`,
    afterSymbol: `${lengthInWords(window)} low`,
    zero: null,
  }),
  choice: { group: 'Highs and lows', word: 'lowest price', window: overTime('24h'), levels: null },
  isListed: false,
  growsWithWindow: false,
  reach: TRADE_EXTREMES.reach,
  moves: 'at-minutes',
  value: lowestTrade,
  isFinal: TRADE_EXTREMES.isFinal,
  knownFrom: TRADE_EXTREMES.knownFrom,
} as const satisfies MinuteFamily;
