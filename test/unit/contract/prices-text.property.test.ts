import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveCoin, PricesFrame } from '../../../contract/live-frames.ts';
import { writeCoin, writePrices } from '../../../contract/prices-text.ts';

const anyCoin = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }).map((symbol): LiveCoin => {
  return { symbol, state: 'live', at: null, price: '1', tradeAt: null, minute: null, closed: null };
});

test('every coin is in one frame, in order; no frame is longer than its limit, and none could take the next coin', () => {
  fc.assert(
    fc.property(fc.array(anyCoin, { maxLength: 40 }), fc.integer({ min: 400, max: 2_000 }), (coins, maxBytes) => {
      const texts = writePrices(coins.map(writeCoin), maxBytes);
      const frames = texts.map((text): PricesFrame => JSON.parse(text));
      expect(frames.flatMap(({ coins: some }) => some)).toEqual(coins);
      for (const [index, text] of texts.entries()) {
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
        const next = frames[index + 1]?.coins[0];
        if (next) expect(Buffer.byteLength(text) + writeCoin(next).bytes + 1).toBeGreaterThan(maxBytes);
      }
    }),
  );
});
