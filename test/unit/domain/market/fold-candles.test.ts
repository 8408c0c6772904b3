import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import { foldCandles } from '../../../../domain/market/fold-candles.ts';

const DAY = Date.UTC(2026, 10, 22);
const MINUTE = INTERVAL_MS['1m'];

function candle(minute: number, prices: readonly [string, string, string, string], trades = 2): Candle {
  const [open, high, low, close] = prices;
  const isEmpty = trades === 0;
  return {
    start: DAY + minute * MINUTE,
    ...{ open, high, low, close },
    volume: isEmpty ? 0 : 1.5,
    quoteVolume: isEmpty ? 0 : 100,
    trades,
  };
}

describe('folding', () => {
  it('joins the minutes of each hour, comparing prices as numbers', () => {
    const candles = [
      candle(0, ['9', '10.5', '8', '10']),
      candle(59, ['10', '100', '9.5', '99']),
      candle(60, ['99', '99', '98', '98']),
    ];
    expect(foldCandles(candles, INTERVAL_MS['1h'])).toEqual([
      { start: DAY, open: '9', high: '100', low: '8', close: '99', volume: 3, quoteVolume: 200, trades: 4 },
      { ...candle(60, ['99', '99', '98', '98']) },
    ]);
  });

  it('leaves out the close that an empty minute repeats', () => {
    const empty = (minute: number, close: string) => candle(minute, [close, close, close, close], 0);
    const traded = candle(5, ['20', '22', '19', '21']);
    expect(foldCandles([empty(0, '50'), traded, empty(6, '21')], INTERVAL_MS['1h'])).toEqual([
      { ...traded, start: DAY },
    ]);
    expect(foldCandles([empty(7, '50'), empty(8, '50')], INTERVAL_MS['1d'])).toEqual([
      { ...empty(7, '50'), start: DAY },
    ]);
  });
});
