/** Two returns: one alone deviates from nothing. */
const MIN_CLOSES = 3;

/**
 * How strongly the price moves: the sample standard deviation s of the log returns ln(close / close before) between the
 * candles of a window, in percent a year: 100 · s · √(candles a year) (returns that do not depend on each other add up
 * their variances). The first part of the window may be missing, up to half of it.
 */
export function volatilityOf(returns: Float64Array, candlesAYear: number): number | null {
  const known = returns.subarray(startOfKnown(returns));
  const closes = known.length + 1;
  if (closes < MIN_CLOSES || 2 * closes < returns.length + 1) return null;
  return 100 * deviationOf(known) * Math.sqrt(candlesAYear);
}

/** Where the numbers begin after which none is missing; the loops here run a thousand times a minute and coin. */
function startOfKnown(values: Float64Array): number {
  let start = values.length;
  while (start > 0 && !Number.isNaN(values[start - 1])) start -= 1;
  return start;
}

/** NaN where one of the closes is not known. */
export function logReturn(before: number, close: number): number {
  return before > 0 && close > 0 ? Math.log(close / before) : Number.NaN;
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
