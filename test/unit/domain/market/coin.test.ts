import { expect, test } from 'vitest';
import { observedCoinSchema, unwatchedSchema } from '../../../../domain/market/coin.ts';

test('a coin as an earlier version stored it has nothing published and no metrics', () => {
  const stored = { state: 'live', price: '1', lastTradeId: 7, tradeAt: 5 };
  expect(observedCoinSchema.parse(stored)).toEqual({
    ...stored,
    ...{
      stateReason: null,
      published: null,
      wasHalted: false,
      listedFrom: null,
      began: null,
      unseenSince: null,
      minute: null,
      refs: {},
      measures: {},
      open: null,
    },
  });
});

test('an interval that an earlier version stored counts as given up: that version never asked for the trades', () => {
  const stored = { from: 1, to: 2, reason: 'missed-trades', firstTradeId: 7, lastTradeId: 8 };
  expect(unwatchedSchema.parse(stored)).toEqual({ ...stored, reason: 'given-up' });
  expect(unwatchedSchema.parse({ ...stored, reason: 'purged' }).reason).toBe('purged');
  expect(() => unwatchedSchema.parse({ ...stored, reason: 'bored' })).toThrow();
});
