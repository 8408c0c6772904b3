import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import { foldCandles } from '../../../../domain/market/fold-candles.ts';
import { anyMinuteStory, differentValues, LIVE_FROM, tradesOf } from '../../../oracle/minute-story.ts';
import { PlainMarket } from '../../../oracle/plain-metrics.ts';

const MINUTE = 60_000;
const DAY = 1_440;

test('every value is the one of its definition, however its minutes and candles became known', () => {
  fc.assert(
    fc.property(anyMinuteStory, (story) => {
      expect(differentValues(story)).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('candles of an hour and of a day are those of their trades', () => {
  fc.assert(
    fc.property(anyMinuteStory, (story) => {
      const trades = tradesOf({ ...story, age: Math.min(story.age, 3 * DAY) });
      const market = new PlainMarket(trades);
      const minutes = Array.from({ length: 4 * DAY }, (_, i) => LIVE_FROM - 3 * DAY + i);
      const candles = minutes.flatMap((minute) => market.candle(minute, 1) ?? []);
      for (const interval of ['1h', '1d'] as const) {
        const length = INTERVAL_MS[interval] / MINUTE;
        // the first and the last one are cut off by the range
        for (const folded of foldCandles(candles, INTERVAL_MS[interval]).slice(1, -1)) {
          const plain = market.candle(folded.start / MINUTE, length);
          expect({ ...folded, volume: 0, quoteVolume: 0 }).toEqual({ ...plain, volume: 0, quoteVolume: 0 });
          expect(folded.volume).toBeCloseTo(plain?.volume ?? Number.NaN, 6);
          expect(folded.quoteVolume / (plain?.quoteVolume || 1)).toBeCloseTo(plain?.quoteVolume ? 1 : 0, 9);
        }
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
