import { onCandles } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { INDEX_TO_100 } from '../unit.ts';
import { onCloses } from './closed-candles.ts';
import { lengthInWords } from './window-words.ts';

const LENGTH = 14;
/** So many changes between closes count, ten lengths: of what lies further back nothing is left that one could see. */
const CHANGES_COUNTED = 10 * LENGTH;

const { windows, reach, isFinal, knownFrom, ofCloses } = onCloses({
  kind: 'rsi-14',
  most: CHANGES_COUNTED + 1,
  least: LENGTH + 1,
  compute: relativeStrength,
});

/** The relative strength index: the share of the rises in all that the price moved, from 0 to 100. */
export const rsi14 = {
  kind: 'rsi-14',
  windows,
  unit: INDEX_TO_100,
  range: { min: 0, isMinIncluded: true, max: 100, isMaxIncluded: true },
  label: (window) => ({
    inSentence: `RSI 14 of ${lengthInWords(window)} candles`,
    asTitle: `RSI 14 (${window})`,
    afterSymbol: `RSI 14 of ${lengthInWords(window)} candles`,
    zero: null,
  }),
  choice: { group: 'Indicators', word: 'RSI', window: onCandles('1h'), levels: { low: '30', high: '70' } },
  isListed: false,
  growsWithWindow: false,
  reach,
  moves: 'at-minutes',
  value: ofCloses,
  isFinal,
  knownFrom,
} as const satisfies MinuteFamily;

/**
 * J. Welles Wilder, New Concepts in Technical Trading Systems (1978): averages of the rises and of the falls, which begin as the
 * mean of the first 14; then each next change counts for a fourteenth. 100 when there was no fall.
 */
function relativeStrength(closes: Float64Array): number {
  let rise = 0;
  let fall = 0;
  for (let i = 1; i < closes.length; i += 1) {
    const change = (closes[i] ?? Number.NaN) - (closes[i - 1] ?? Number.NaN);
    const kept = i <= LENGTH ? 1 : (LENGTH - 1) / LENGTH;
    rise = rise * kept + Math.max(change, 0) / LENGTH;
    fall = fall * kept + Math.max(-change, 0) / LENGTH;
  }
  return fall === 0 ? 100 : 100 - 100 / (1 + rise / fall);
}
