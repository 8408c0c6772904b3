import { expect, test } from 'vitest';
import { observedCoinSchema } from '../../../domain/coin.ts';

test('what an earlier version stored of a coin says nothing of what was published and measured', () => {
  const stored = { state: 'live', price: '1', lastTradeId: 7, tradeAt: 5 };
  expect(observedCoinSchema.parse(stored)).toEqual({
    ...stored,
    ...{ published: null, minute: null, refs: {}, measures: {} },
  });
});
