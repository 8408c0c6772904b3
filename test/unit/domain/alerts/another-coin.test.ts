import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAnotherCoin, pauseBecause, SILENT_AS_IN_A_HALT_MS } from '../../../../domain/alerts/another-coin.ts';
import { buildTrade } from '../../../support/ticks.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const before = buildTrade({ id: 7, time: NOON, price: '100' });
const first = (fields: { price: string; id?: number; afterMs?: number }) => {
  return buildTrade({ id: fields.id ?? 8, time: NOON + (fields.afterMs ?? 60_000), price: fields.price });
};
const halted = { before, wasHalted: true, idsRestarted: false };
const seen = { before, wasHalted: false, idsRestarted: false };

test.each([
  ['nearby', '120', false],
  ['at double the price', '200', false],
  ['beyond double the price', '200.01', true],
  ['at half the price', '50', false],
  ['below half the price', '49.99', true],
])('a coin that comes back from a halt %s', (_, price, expected) => {
  expect(isAnotherCoin({ ...halted, first: first({ price }) })).toBe(expected);
});

test('after a halt, restarted trade ids mean another coin, whatever its price is', () => {
  const anew = { idsRestarted: true, first: first({ price: '100', id: 1 }) };
  expect(isAnotherCoin({ ...halted, ...anew })).toBe(true);
  expect(isAnotherCoin({ ...seen, ...anew })).toBe(false);
});

test('without a halt it is the same coin, however far the price jumps: that is what alerts are for', () => {
  const afterMs = SILENT_AS_IN_A_HALT_MS - 1;
  expect(isAnotherCoin({ ...seen, first: first({ price: '9000', afterMs }) })).toBe(false);
});

test('a day without a trade is a halt, unless trades were missed in it', () => {
  const afterMs = SILENT_AS_IN_A_HALT_MS;
  expect(isAnotherCoin({ ...seen, first: first({ price: '9000', afterMs }) })).toBe(true);
  expect(isAnotherCoin({ ...seen, first: first({ price: '101', afterMs }) })).toBe(false);
  expect(isAnotherCoin({ ...seen, first: first({ price: '9000', afterMs, id: 9 }) })).toBe(false);
});

test('the rule is the same up and down, and of prices of every size', () => {
  const digits = fc.integer({ min: 1, max: 999_999 });
  fc.assert(
    fc.property(digits, digits, fc.integer({ min: 0, max: 8 }), (a, b, places) => {
      const price = (n: number) => `${Math.floor(n / 10 ** places)}.${String(n % 10 ** places).padStart(places, '0')}0`;
      const of = (from: number, to: number) => {
        const trades = {
          before: buildTrade({ id: 7, price: price(from) }),
          first: buildTrade({ id: 8, price: price(to) }),
        };
        return isAnotherCoin({ ...trades, wasHalted: true, idsRestarted: false });
      };
      expect(of(a, b)).toBe(of(b, a));
      expect(of(a, b)).toBe(Math.max(a, b) > 2 * Math.min(a, b));
    }),
  );
});

test('alerts that a trade could fire are paused, and keep the position up to which they were judged', () => {
  const because = { kind: 'another-coin' as const, before: { price: '1', time: 1 }, first: { price: '9', time: 2 } };
  const asOf = { tradeId: 7, instant: NOON };
  const seenOf = { asOf, watchedFrom: { tradeId: 1, time: 1, epoch: 1 } };
  const active = { status: 'active', phase: 'watching', watch: 0, zone: 'below', ...seenOf } as const;
  const paused = { status: 'paused', because, asOf, watchedFrom: null };
  const armFrom = { armAfter: 1, bookVersion: 1 };
  expect(pauseBecause(active, because)).toEqual(paused);
  expect(pauseBecause({ status: 'arming', armFrom, watch: 0, quietly: true, ...seenOf }, because)).toEqual(paused);
  expect(pauseBecause({ status: 'paused', armFrom, asOf, watchedFrom: null }, because)).toEqual(paused);
  for (const status of ['paused', 'triggered', 'expired'] as const) {
    expect(pauseBecause({ status, ...seenOf }, because)).toBeNull();
  }
});
