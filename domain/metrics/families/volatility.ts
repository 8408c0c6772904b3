import { HOUR_MINUTES } from '../../market/candle-interval.ts';
import { overTime } from '../metric-choice.ts';
import type { MinuteFamily } from '../metric-family.ts';
import { PERCENT_A_YEAR } from '../unit.ts';
import { AT_LEAST_0 } from '../value-range.ts';

/** Windows up to this one are measured on 1-minute candles, longer ones on 1-hour candles. */
const LONGEST_BY_MINUTES = 1_440;
const MINUTES_A_YEAR = 525_600;
const HOURS_A_YEAR = 8_760;
/** Two returns: one alone deviates from nothing. */
const MIN_CLOSES = 3;

/**
 * How strongly the price moves: the sample standard deviation s of the log returns ln(close / close before) between the
 * candles of the window, in percent a year: 100 · s · √(candles a year) (returns that do not depend on each other add up
 * their variances). The first part of the window may be missing, up to half of it.
 */
export const volatility = {
  kind: 'volatility',
  windows: { '1h': 60, '24h': 1_440, '7d': 10_080, '30d': 43_200 },
  unit: PERCENT_A_YEAR,
  range: AT_LEAST_0,
  label: 'own-name',
  choice: { group: 'Price', word: 'volatility', window: overTime('24h'), levels: null },
  isListed: true,
  growsWithWindow: false,
  reach: (minutes) =>
    minutes <= LONGEST_BY_MINUTES
      ? { closes: minutes, returns: minutes }
      : { candles: { '1h': minutes / HOUR_MINUTES } },
  moves: 'at-minutes',
  // the first return of a window needs the close before the window: it is left out
  value: ({ history, end, minutes }) => {
    if (minutes <= LONGEST_BY_MINUTES) return volatilityOf(history.returns(end - minutes + 1, end), MINUTES_A_YEAR);
    const hours = history.candles('1h');
    const { first, endHour } = hoursOf(end, minutes);
    return hours.remember(`volatility-${minutes}`, endHour, () =>
      volatilityOf(returnsOf(hours.closes(first, endHour)), HOURS_A_YEAR),
    );
  },
  isFinal: ({ history, end, minutes }) => {
    if (minutes <= LONGEST_BY_MINUTES) return history.hasEachClose(end - minutes, end);
    const { first, endHour } = hoursOf(end, minutes);
    return history.candles('1h').hasEachClose(first, endHour);
  },
  knownFrom: (began, minutes) => {
    const length = minutes <= LONGEST_BY_MINUTES ? 1 : HOUR_MINUTES;
    return (Math.floor(began / length) + Math.max(MIN_CLOSES, minutes / length / 2)) * length;
  },
} as const satisfies MinuteFamily;

/** The whole hours that ended last, as numbers of hours since 1970. */
function hoursOf(end: number, minutes: number): { readonly first: number; readonly endHour: number } {
  const endHour = Math.floor(end / HOUR_MINUTES);
  return { first: endHour - minutes / HOUR_MINUTES, endHour };
}

/** Log returns between closes. */
function returnsOf(closes: Float64Array): Float64Array {
  const returns = new Float64Array(closes.length - 1);
  for (let i = 0; i < returns.length; i += 1) {
    returns[i] = Math.log((closes[i + 1] ?? Number.NaN) / (closes[i] ?? Number.NaN));
  }
  return returns;
}

function volatilityOf(returns: Float64Array, candlesAYear: number): number | null {
  const known = returns.subarray(startOfKnown(returns));
  const closes = known.length + 1;
  if (closes < MIN_CLOSES || 2 * closes < returns.length + 1) return null;
  return 100 * deviationOf(known) * Math.sqrt(candlesAYear);
}

/** The place after which no number is missing. The loops here run a thousand times a minute and coin. */
function startOfKnown(values: Float64Array): number {
  let start = values.length;
  while (start > 0 && !Number.isNaN(values[start - 1])) start -= 1;
  return start;
}

/** Of a sample, divisor n − 1. In two passes: the difference of two large sums would cost most digits. */
function deviationOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const difference = (values[i] ?? 0) - mean;
    squares += difference * difference;
  }
  return Math.sqrt(squares / (values.length - 1));
}
