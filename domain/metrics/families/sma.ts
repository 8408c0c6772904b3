import { distanceFromAverage } from './distance-from-average.ts';

/**
 * The simple moving average of the last N closes: their sum divided by N.
 * https://www.investopedia.com/terms/s/sma.asp
 */
export function sma<N extends number>(count: N) {
  const kind = `sma-${count}` as const;
  const words = 'average';
  return distanceFromAverage({ kind, count, words, most: count, average: (closes) => sumOf(closes) / closes.length });
}

function sumOf(closes: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < closes.length; i += 1) sum += closes[i] ?? Number.NaN;
  return sum;
}
