import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTick, encodeTick, minuteOf } from '../../../../../domain/market/tick.ts';
import { readTrade, TradeFieldError } from '../../../../../ingest-task/exchanges/binance/read-trade.ts';
import { buildTick } from '../../../../support/ticks.ts';

const NOW = 1_795_879_789_630;

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 40 });
const decimals = fc.oneof(
  fc.tuple(digits, digits).map(([whole, part]) => `${whole}.${part}`),
  digits,
  fc.double().map(String),
  fc.constantFrom(
    '0',
    '-1',
    '1e999',
    '1e-7',
    'Infinity',
    'NaN',
    '',
    '.',
    '1.',
    '.5',
    '0.00000000',
    `0.${'0'.repeat(37)}1`,
  ),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(NOW, NOW * 1_000, NOW * 1_000_000, Math.floor(NOW / 1_000), 2 ** 53, 2 ** 60, -1, 0),
);
const anything = fc.oneof(numbers, decimals, fc.jsonValue());
const field = (usual: unknown) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: anything });

/** One field that the evaluator refuses would cost a whole tick of trades. */
test('whatever a frame contains, it is a trade that fits into a tick, or an error that names its field', () => {
  let taken = 0;
  const frames = fc.record({
    a: fc.oneof(field(5), numbers),
    p: fc.oneof(field('1.52'), decimals),
    q: fc.oneof(field('1'), decimals),
    f: field(5),
    T: fc.oneof(field(NOW), numbers),
  });
  const property = fc.property(frames, (fields) => {
    try {
      const { trade } = readTrade(fields);
      if (!trade) return;
      taken += 1;
      const tick = buildTick([trade], { minute: minuteOf(trade.time) });
      expect(decodeTick(encodeTick(tick)).trades.price).toEqual([trade.price]);
    } catch (error) {
      if (!(error instanceof TradeFieldError)) throw error;
      expect(['a', 'p', 'q', 'T']).toContain(error.field);
    }
  });
  fc.assert(property, { numRuns: 5_000 });
  expect(taken).toBeGreaterThan(50);
});
