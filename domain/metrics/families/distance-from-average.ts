import { plainDecimal } from '../../market/decimal.ts';
import { ofCandles } from '../metric-choice.ts';
import type { MetricLabel, ReferenceFamily } from '../metric-family.ts';
import { PERCENT } from '../unit.ts';
import { ABOVE_MINUS_100 } from '../value-range.ts';
import { onCloses } from './closed-candles.ts';
import { lengthInWords } from './window-words.ts';

interface AverageOptions<Kind extends string> {
  readonly kind: Kind;
  /** N: with fewer closes it is unknown */
  readonly count: number;
  /** `exponential average` */
  readonly words: string;
  /** it is computed from so many closes */
  readonly most: number;
  readonly average: (closes: Float64Array) => number;
}

/** How far the price lies above an average of closes, in percent of that: each trade counts, against closed candles. */
export function distanceFromAverage<Kind extends string>(options: AverageOptions<Kind>) {
  const { kind, count, words, most, average } = options;
  const { windows, reach, isFinal, knownFrom, ofCloses } = onCloses({ kind, most, least: count, compute: average });
  return {
    kind,
    windows,
    unit: PERCENT,
    range: ABOVE_MINUS_100,
    label: (window) => labelOf(window, options),
    choice: {
      group: 'Indicators',
      word: `distance from its ${words}`,
      length: `${count}`,
      window: ofCandles('1d'),
      levels: { low: '0', high: '0' },
    },
    isListed: false,
    growsWithWindow: false,
    reach,
    moves: 'by-reference',
    reference: (window) => {
      const price = ofCloses(window);
      return price === null ? null : plainDecimal(price);
    },
    value: (price, reference) => 100 * (price / reference - 1),
    priceAt: (value, reference) => reference * (1 + value / 100),
    isDrawn: true,
    isFinal,
    knownFrom,
  } as const satisfies ReferenceFamily;
}

/** `the 200-day average`; of candles that are no unit of time by themselves `the average of 200 4-hour candles` */
function labelOf(window: string, { count, words }: Pick<AverageOptions<string>, 'count' | 'words'>): MetricLabel {
  const name =
    window.startsWith('1') && window.length === 2
      ? `${count}${lengthInWords(window).slice(1)} ${words}`
      : `${words} of ${count} ${lengthInWords(window)} candles`;
  return {
    inSentence: `the price's distance from its ${name}`,
    asTitle: `Distance from the ${name}`,
    afterSymbol: `distance from its ${name}`,
    zero: { name: `its ${name}`, isTurned: false },
  };
}
