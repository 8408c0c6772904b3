import { describe, expect, it } from 'vitest';
import { candleSchema } from '../../../../domain/market/candle.ts';

const START = Date.UTC(2026, 10, 22);
const GOOD = { start: START, open: '1', high: '2', low: '0.5', close: '1', volume: 1.5, quoteVolume: 100, trades: 2 };

describe('a candle', () => {
  it.each([
    ['start', START + 1],
    ['close', '0'],
    ['open', '1e3'],
    ['volume', -1],
    ['trades', 0.5],
  ])('is refused for its %s: %j', (field, value) => {
    expect(candleSchema.safeParse(GOOD).success).toBe(true);
    expect(candleSchema.safeParse({ ...GOOD, [field]: value }).error?.issues[0]?.path).toEqual([field]);
  });
});
