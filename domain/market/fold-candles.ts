import type { Candle } from './candle.ts';
import { intervalOf } from './candle-interval.ts';

/**
 * Candles of a longer interval, made of shorter ones, which must ascend. Intervals without a candle are left out. Open, high
 * and low come only from candles with trades: an empty one repeats a close that was not traded in it.
 */
export function foldCandles(candles: Iterable<Candle>, intervalMs: number): Candle[] {
  const folded: Candle[] = [];
  for (const candle of candles) {
    const start = intervalOf(candle.start, intervalMs);
    const last = folded.at(-1);
    if (last?.start === start) folded[folded.length - 1] = join(last, candle);
    else folded.push({ ...candle, start });
  }
  return folded;
}

function join(earlier: Candle, later: Candle): Candle {
  if (later.trades === 0) return earlier;
  if (earlier.trades === 0) return { ...later, start: earlier.start };
  return {
    start: earlier.start,
    open: earlier.open,
    high: Number(later.high) > Number(earlier.high) ? later.high : earlier.high,
    low: Number(later.low) < Number(earlier.low) ? later.low : earlier.low,
    close: later.close,
    volume: earlier.volume + later.volume,
    quoteVolume: earlier.quoteVolume + later.quoteVolume,
    trades: earlier.trades + later.trades,
  };
}
