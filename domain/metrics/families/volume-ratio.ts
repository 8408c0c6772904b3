import { overTime } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { TIMES_THE_AVERAGE } from '../unit.ts';
import { AT_LEAST_0 } from '../value-range.ts';
import { volumeOf } from './volume.ts';
import { lengthInWords } from './window-words.ts';

/** The average is taken of so many minutes before the window. */
const AVERAGED_MINUTES = 1_440;

/**
 * What was traded in the window, in the quote currency, divided by the average of as long a stretch in the 24 hours before it.
 * Unknown while these reach back to before trading began, and when nothing was traded in them.
 */
export const volumeRatio = {
  kind: 'volume-ratio',
  windows: { '5m': 5 },
  unit: TIMES_THE_AVERAGE,
  range: AT_LEAST_0,
  label: (window) => ({
    inSentence: `the ${lengthInWords(window)} volume against its average`,
    asTitle: `The ${lengthInWords(window)} volume against its average`,
    afterSymbol: `${lengthInWords(window)} volume against its average`,
    zero: null,
  }),
  choice: {
    group: 'Volume',
    word: 'volume against its average',
    window: overTime('5m'),
    levels: { low: '0.5', high: '3' },
  },
  isListed: false,
  growsWithWindow: false,
  reach: (minutes) => ({ volumes: minutes + AVERAGED_MINUTES }),
  moves: 'at-minutes',
  value: ({ history, end, minutes }) => {
    const first = end - minutes - AVERAGED_MINUTES;
    if (first < history.began) return null;
    const before = volumeOf(history, first, end - minutes);
    const now = volumeOf(history, end - minutes, end);
    if (now === null || before === null || before === 0) return null;
    return now / (before / (AVERAGED_MINUTES / minutes));
  },
  isFinal: ({ history, end, minutes }) => history.isEachKnown(end - minutes - AVERAGED_MINUTES, end),
  knownFrom: (began, minutes) => began + minutes + AVERAGED_MINUTES,
} as const satisfies MinuteFamily;
