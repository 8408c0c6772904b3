import { distanceFromAverage } from './distance-from-average.ts';

/** An exponential average has no end: of what lies further back than so many of its lengths nothing is left that one could see. */
const LENGTHS_COUNTED = 10;

/**
 * The exponential moving average of the last 10 N closes: it begins as the first of them, and each next close counts for
 * 2 / (N + 1) of it. https://www.investopedia.com/terms/e/ema.asp
 */
export function ema<N extends number>(count: N) {
  const kind = `ema-${count}` as const;
  const words = 'exponential average';
  const average = (closes: Float64Array) => averageOf(closes, 2 / (count + 1));
  return distanceFromAverage({ kind, count, words, most: LENGTHS_COUNTED * count, average });
}

function averageOf(closes: Float64Array, weight: number): number {
  let average = closes[0] ?? Number.NaN;
  for (let i = 1; i < closes.length; i += 1) average = (closes[i] ?? Number.NaN) * weight + average * (1 - weight);
  return average;
}
