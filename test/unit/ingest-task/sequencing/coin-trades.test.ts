import { expect, test } from 'vitest';
import {
  CoinTrades,
  NEWER_THAN_A_DUPLICATE_MS,
  splitAtIdRestarts,
} from '../../../../ingest-task/sequencing/coin-trades.ts';
import { buildTrade } from '../../../support/ticks.ts';

test('an id is the first, the next, ahead, or seen', () => {
  const ids = new CoinTrades(null);
  expect(ids.see(10, 1_000)).toBe('first');
  ids.take(10, 1_000);
  expect([11, 13, 10, 4].map((id) => ids.see(id, id * 100))).toEqual(['next', 'ahead', 'seen', 'seen']);
  ids.take(11, 1_100);
  expect([11, 12, 13].map((id) => ids.see(id, id * 100))).toEqual(['seen', 'next', 'ahead']);
  expect([ids.last?.id, ids.newest?.id, ids.isAtNewest]).toEqual([11, 13, false]);
});

test('an id that is taken beyond all seen ids is the newest', () => {
  const ids = new CoinTrades({ id: 9, time: 900 });
  expect([ids.see(12, 1_200), ids.isAtNewest]).toEqual(['ahead', false]);
  for (const id of [10, 11, 12]) ids.take(id, id * 100);
  expect([ids.isAtNewest, ids.newest]).toEqual([true, { id: 12, time: 1_200 }]);
  ids.take(13, 1_300);
  expect([ids.isAtNewest, ids.newest?.id]).toEqual([true, 13]);
});

test('dropped ids must come again, and seen ids stay seen', () => {
  const ids = new CoinTrades({ id: 9, time: 900 });
  for (const id of [10, 11, 12]) ids.take(id, id * 100);
  ids.fallBack({ id: 10, time: 1_000 });
  expect([ids.last?.id, ids.isAtNewest]).toEqual([10, false]);
  expect([10, 11, 12].map((id) => ids.see(id, id * 100))).toEqual(['seen', 'next', 'ahead']);
});

test.each([3, 899])('a run whose first id is below the last known one has a stray: %i', (id) => {
  const ids = new CoinTrades({ id: 900, time: 1 });
  expect(ids.see(id, id)).toBe('stray');
  ids.resetAfterIdRestart({ id, time: id });
  ids.take(id, id);
  expect([ids.see(id, id), ids.see(id + 1, id + 1)]).toEqual(['seen', 'next']);
});

test('a run that begins with the last known trade itself has seen it', () => {
  const ids = new CoinTrades({ id: 900, time: 5_000 });
  expect([ids.see(900, 5_000), ids.see(901, 5_001)]).toEqual(['seen', 'next']);
});

test('a second trade under the last id is another trade, if it is too new for a duplicate', () => {
  const ids = new CoinTrades({ id: 899, time: 4_000 });
  ids.take(900, 5_000);
  const places = [5_000, 5_000 + NEWER_THAN_A_DUPLICATE_MS, 5_001 + NEWER_THAN_A_DUPLICATE_MS].map((time) =>
    ids.see(900, time),
  );
  expect(places).toEqual(['seen', 'seen', 'second']);
  expect(ids.see(901, 60_000)).toBe('next');
});

test('an id that was left out or dropped has no trade to compare a second one with', () => {
  const ids = new CoinTrades({ id: 899, time: 4_000 });
  ids.pass(905, 5_000);
  expect(ids.see(905, 50_000)).toBe('seen');
  ids.take(906, 6_000);
  ids.fallBack({ id: 905, time: 6_000 });
  expect(ids.see(905, 50_000)).toBe('seen');
});

test('once a run has taken an id above the last known one, a lower one is a duplicate unless it is too new', () => {
  const ids = new CoinTrades({ id: 900, time: 5_000 });
  expect(ids.see(901, 9_000)).toBe('next');
  ids.take(901, 9_000);
  expect([899, 900, 3].map((id) => ids.see(id, 4_000))).toEqual(['seen', 'seen', 'seen']);
  expect(ids.see(3, 9_001 + NEWER_THAN_A_DUPLICATE_MS)).toBe('stray');
});

test('within a run, an id below the last one is a stray when its trade is too new for a duplicate', () => {
  const ids = new CoinTrades(null);
  ids.take(900, 5_000);
  expect(ids.see(3, 5_000 + NEWER_THAN_A_DUPLICATE_MS)).toBe('seen');
  expect(ids.see(4, 5_001 + NEWER_THAN_A_DUPLICATE_MS)).toBe('stray');
});

test('an id that does not exist is forgotten as the newest', () => {
  const ids = new CoinTrades({ id: 900, time: 5_000 });
  expect(ids.see(9_000_000, 6_000)).toBe('ahead');
  ids.take(901, 6_000);
  expect(ids.isAtNewest).toBe(false);
  ids.forgetNewest(null);
  expect([ids.isAtNewest, ids.newest?.id]).toEqual([true, 901]);
});

test('a late duplicate is recognised by its time', () => {
  const ids = new CoinTrades(null);
  for (let id = 1; id <= 9; id += 1) ids.take(id, id * 10_000);
  expect([9, 4, 1].map((id) => ids.see(id, id * 10_000))).toEqual(['seen', 'seen', 'seen']);
});

test('trades are split where their ids do not grow', () => {
  const ids = splitAtIdRestarts([7, 9, 3, 4, 4].map((id) => buildTrade({ id }))).map((series) =>
    series.map(({ id }) => id),
  );
  expect(ids).toEqual([[7, 9], [3, 4], [4]]);
  expect(splitAtIdRestarts([])).toEqual([]);
});
