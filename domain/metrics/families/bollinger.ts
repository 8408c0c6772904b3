import { onCandles } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { BAND_WIDTHS } from '../unit.ts';
import { ANY_VALUE } from '../value-range.ts';
import { onCloses } from './closed-candles.ts';
import { lengthInWords } from './window-words.ts';

const LENGTH = 20;
/** The bands lie so many standard deviations from the average. */
const DEVIATIONS = 2;

const { windows, reach, isFinal, knownFrom, ofCloses } = onCloses({
  kind: 'bollinger-20',
  most: LENGTH,
  least: LENGTH,
  compute: percentB,
});

/** Where the last close lies between the Bollinger bands: 0 is the lower one, 1 the upper one. */
export const bollinger20 = {
  kind: 'bollinger-20',
  windows,
  unit: BAND_WIDTHS,
  range: ANY_VALUE,
  label: (window) => ({
    inSentence: `Bollinger %b of ${lengthInWords(window)} candles`,
    asTitle: `Bollinger %b (${window})`,
    afterSymbol: `Bollinger %b of ${lengthInWords(window)} candles`,
    zero: null,
  }),
  choice: { group: 'Indicators', word: 'Bollinger %b', window: onCandles('1h'), levels: { low: '0', high: '1' } },
  isListed: false,
  growsWithWindow: false,
  reach,
  moves: 'at-minutes',
  value: ofCloses,
  isFinal,
  knownFrom,
} as const satisfies MinuteFamily;

/**
 * John Bollinger's %b: (close - lower) / (upper - lower), bands at 2 standard deviations (of the population) of the last 20
 * closes. Null where the bands coincide. https://www.bollingerbands.com/bollinger-band-rules
 */
function percentB(closes: Float64Array): number | null {
  const last = closes[closes.length - 1] ?? Number.NaN;
  // computed, the deviation of equal closes may be a little more than 0
  if (closes.every((close) => close === last)) return null;
  let sum = 0;
  for (const close of closes) sum += close;
  const mean = sum / closes.length;
  let squares = 0;
  for (const close of closes) squares += (close - mean) ** 2;
  const reach = DEVIATIONS * Math.sqrt(squares / closes.length);
  return (last - (mean - reach)) / (2 * reach);
}
