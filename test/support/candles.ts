import type { Candle } from '../../domain/market/candle.ts';

/** One candle per interval from `start` on, each with prices of its own. */
export function buildCandles(start: number, count: number, intervalMs: number): Candle[] {
  return Array.from({ length: count }, (_, i) => buildCandle(start + i * intervalMs, `${100 + i}.5`));
}

export function buildCandle(start: number, close = '100.5'): Candle {
  return { start, open: '100', high: '2000', low: '0.00001234', close, volume: 1.25, quoteVolume: 125.5, trades: 3 };
}
