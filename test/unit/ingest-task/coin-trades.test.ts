import { expect, test } from 'vitest';
import { CoinTrades, intervalsOf, NEWER_THAN_A_DUPLICATE_MS } from '../../../ingest-task/coin-trades.ts';

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

test('after a restart the next id joins on and a later one leaves a hole', () => {
  const trades = new CoinTrades({ id: 9, time: 1 });
  expect([trades.check(10, 2), trades.check(11, 3)]).toEqual([{ kind: 'joined' }, { kind: 'next' }]);
  expect(new CoinTrades({ id: 9, time: 1 }).check(12, 2).kind).toBe('hole');
});

test.each([3, 900])(
  'a run whose first id is not above the last known one begins anew, and goes on from it: %i',
  (id) => {
    const trades = new CoinTrades({ id: 900, time: 1 });
    const kinds = [id, id + 1, id, id + 2].map((each) => trades.check(each, each).kind);
    expect(kinds).toEqual(['anew', 'next', 'duplicate', 'next']);
  },
);

test('a run that begins with the last known trade itself has seen it, and joins on after it', () => {
  const trades = new CoinTrades({ id: 900, time: 5_000 });
  expect([trades.check(900, 5_000).kind, trades.check(901, 5_001).kind]).toEqual(['duplicate', 'joined']);
});

test('trades that were given up make one interval for each series of ids', () => {
  const trades = [7, 9, 3, 4].map((id, index) => ({ id, time: 1_000 + index }));
  const reason = 'missed-trades';
  expect(intervalsOf(trades)).toEqual([
    { from: 1_000, to: 1_001, reason, firstTradeId: 7, lastTradeId: 9 },
    { from: 1_002, to: 1_003, reason, firstTradeId: 3, lastTradeId: 4 },
  ]);
  expect(intervalsOf([])).toEqual([]);
});

test('within a run, an id that does not grow begins anew when its trade is too new for a duplicate', () => {
  const trades = new CoinTrades(null);
  trades.check(900, 5_000);
  expect(trades.check(3, 5_000 + NEWER_THAN_A_DUPLICATE_MS).kind).toBe('duplicate');
  expect(trades.check(4, 5_001 + NEWER_THAN_A_DUPLICATE_MS).kind).toBe('anew');
  expect([5, 4, 900].map((id) => trades.check(id, 7_000).kind)).toEqual(['next', 'duplicate', 'hole']);
});

test('a duplicate that comes late is still one, by the time it carries', () => {
  const trades = new CoinTrades(null);
  for (let id = 1; id <= 9; id += 1) trades.check(id, id * 10_000);
  expect([9, 4, 1].map((id) => trades.check(id, id * 10_000).kind)).toEqual(['duplicate', 'duplicate', 'duplicate']);
});
