import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainExchangeSymbol, SYMBOL_PATTERN } from '../../../../domain/market/symbol.ts';

test.each([
  ['binance:BTCUSDT', 'write BTCUSDT'],
  ['BINANCE:btcusdt', 'write BTCUSDT'],
  ['binance-us:币安人生USDT', 'write 币安人生USDT'],
  ['coinbase:BTC-USD', 'write the symbol alone, such as BTCUSDT'],
  ['binance:', 'write the symbol alone, such as BTCUSDT'],
])('%s is no symbol: %s', (text, remedy) => {
  expect(explainExchangeSymbol(text)).toBe(`this deployment watches one exchange alone: ${remedy}`);
});

test('no text is a symbol and the reserved form at once, and without a colon none is reserved', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[a-zA-Z.-]{1,9}:[A-Z]{1,9}$/)),
      (text) => {
        const isReserved = explainExchangeSymbol(text) !== null;
        expect(isReserved && SYMBOL_PATTERN.test(text)).toBe(false);
        if (!text.includes(':')) expect(isReserved).toBe(false);
        if (/^[a-zA-Z]/.test(text) && /^[\w.-]+:[A-Z]+$/.test(text)) expect(isReserved).toBe(true);
      },
    ),
  );
});
