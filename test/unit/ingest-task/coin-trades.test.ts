import { expect, test } from 'vitest';
import { CoinTrades, NEWER_THAN_A_DUPLICATE_MS, seriesOf } from '../../../ingest-task/coin-trades.ts';
import { buildTrade } from '../build/ticks.ts';

test('an id is the first, the next, ahead, or seen', () => {
  const ids = new CoinTrades(null);
  expect(ids.see(10, 1_000)).toBe('first');
  ids.take(10, 1_000);
  expect([11, 13, 10, 4].map((id) => ids.see(id, id * 100))).toEqual(['next', 'ahead', 'seen', 'seen']);
  ids.take(11, 1_100);
  expect([11, 12, 13].map((id) => ids.see(id, id * 100))).toEqual(['seen', 'next', 'ahead']);
  expect([ids.last?.id, ids.newest?.id, ids.isAtNewest]).toEqual([11, 13, false]);
});

test('what is taken beyond all that was seen is the newest', () => {
  const ids = new CoinTrades({ id: 9, time: 900 });
  expect([ids.see(12, 1_200), ids.isAtNewest]).toEqual(['ahead', false]);
  for (const id of [10, 11, 12]) ids.take(id, id * 100);
  expect([ids.isAtNewest, ids.newest]).toEqual([true, { id: 12, time: 1_200 }]);
  ids.take(13, 1_300);
  expect([ids.isAtNewest, ids.newest?.id]).toEqual([true, 13]);
});

test('after what was taken is dropped it must come again, and what was seen stays seen', () => {
  const ids = new CoinTrades({ id: 9, time: 900 });
  for (const id of [10, 11, 12]) ids.take(id, id * 100);
  ids.fallBack({ id: 10, time: 1_000 });
  expect([ids.last?.id, ids.isAtNewest]).toEqual([10, false]);
  expect([10, 11, 12].map((id) => ids.see(id, id * 100))).toEqual(['seen', 'next', 'ahead']);
});

test.each([3, 900])('a run whose first id is not above the last known one begins anew: %i', (id) => {
  const ids = new CoinTrades({ id: 900, time: 1 });
  expect(ids.see(id, id)).toBe('anew');
  ids.beginAnew({ id, time: id });
  ids.take(id, id);
  expect([ids.see(id, id), ids.see(id + 1, id + 1)]).toEqual(['seen', 'next']);
});

test('a run that begins with the last known trade itself has seen it', () => {
  const ids = new CoinTrades({ id: 900, time: 5_000 });
  expect([ids.see(900, 5_000), ids.see(901, 5_001)]).toEqual(['seen', 'next']);
});

test('once a run has seen an id above the last known one, a lower one is a duplicate unless it is too new', () => {
  const ids = new CoinTrades({ id: 900, time: 5_000 });
  expect(ids.see(950, 9_000)).toBe('ahead');
  expect([899, 900, 3].map((id) => ids.see(id, 4_000))).toEqual(['seen', 'seen', 'seen']);
  expect(ids.see(3, 9_001 + NEWER_THAN_A_DUPLICATE_MS)).toBe('anew');
});

test('within a run, an id that does not grow begins anew when its trade is too new for a duplicate', () => {
  const ids = new CoinTrades(null);
  ids.take(900, 5_000);
  expect(ids.see(3, 5_000 + NEWER_THAN_A_DUPLICATE_MS)).toBe('seen');
  expect(ids.see(4, 5_001 + NEWER_THAN_A_DUPLICATE_MS)).toBe('anew');
});

test('a duplicate that comes late is still one, by the time it carries', () => {
  const ids = new CoinTrades(null);
  for (let id = 1; id <= 9; id += 1) ids.take(id, id * 10_000);
  expect([9, 4, 1].map((id) => ids.see(id, id * 10_000))).toEqual(['seen', 'seen', 'seen']);
});

test('trades are cut where their ids do not grow', () => {
  const ids = seriesOf([7, 9, 3, 4, 4].map((id) => buildTrade({ id }))).map((series) => series.map(({ id }) => id));
  expect(ids).toEqual([[7, 9], [3, 4], [4]]);
  expect(seriesOf([])).toEqual([]);
});
