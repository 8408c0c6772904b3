import { expect, test } from 'vitest';
import { CoinTrades } from '../../../ingest-task/coin-trades.ts';

test('ids are first, next, duplicate or after a hole', () => {
  const trades = new CoinTrades(null);
  const kinds = [10, 11, 11, 4, 12, 15, 14, 16].map((id) => trades.check(id, id * 100).kind);
  expect(kinds).toEqual(['first', 'next', 'duplicate', 'duplicate', 'next', 'hole', 'duplicate', 'next']);
});

test('a hole is told with its ids and the times around it', () => {
  const trades = new CoinTrades(null);
  trades.check(10, 1_000);
  const missed = { from: 1_000, to: 1_500, reason: 'missed-trades', firstTradeId: 11, lastTradeId: 14 };
  expect(trades.check(15, 1_500)).toEqual({ kind: 'hole', missed });
});

test('after a restart the next id is next and a later one leaves a hole', () => {
  expect(new CoinTrades({ id: 9, time: 1 }).check(10, 2)).toEqual({ kind: 'next' });
  expect(new CoinTrades({ id: 9, time: 1 }).check(12, 2).kind).toBe('hole');
});

test('an exchange that began anew is followed from its first id', () => {
  const trades = new CoinTrades({ id: 900, time: 1 });
  expect([3, 4, 3, 5].map((id) => trades.check(id, id).kind)).toEqual(['first', 'next', 'duplicate', 'next']);
});
