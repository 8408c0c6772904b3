import { expect, test } from 'vitest';
import type { ObservedCoin } from '../../../../domain/market/coin.ts';
import { LISTED, WINDOWED } from '../../../../domain/metrics/metric.ts';
import { MAX_USED_VALUES, withinRoom } from '../../../../ingest-task/publishing/snapshot-values.ts';

const EVERY = WINDOWED.map(({ name }) => name);

function coinWith(names: readonly string[]): ObservedCoin {
  const half = Math.ceil(names.length / 2);
  return {
    state: 'live',
    price: '1',
    lastTradeId: 1,
    tradeAt: 1,
    refs: Object.fromEntries(names.slice(0, half).map((name) => [name, '1.5'])),
    measures: Object.fromEntries(names.slice(half).map((name) => [name, 2])),
  };
}

const namesIn = (coin: ObservedCoin | undefined) => [
  ...Object.keys(coin?.refs ?? {}),
  ...Object.keys(coin?.measures ?? {}),
];

test('a few hundred coins show every value', () => {
  const coins = Object.fromEntries(Array.from({ length: 150 }, (_, coin) => [`COIN${coin}`, coinWith(EVERY)]));
  expect(withinRoom(coins)).toEqual(coins);
});

test('of more coins each has its share of the room, and always the values that are shown with every coin', () => {
  const count = 1_000;
  const few = EVERY.filter((name) => !(LISTED as readonly string[]).includes(name)).slice(0, 3);
  const coins = Object.fromEntries(
    Array.from({ length: count }, (_, coin) => [`COIN${coin}`, coinWith(coin === 0 ? [...LISTED, ...few] : EVERY)]),
  );
  const shown = withinRoom(coins);
  expect(shown.COIN0).toEqual(coins.COIN0);
  const names = namesIn(shown.COIN1);
  expect(names).toEqual(expect.arrayContaining([...LISTED]));
  expect(names.length - LISTED.length).toBe(MAX_USED_VALUES / count);
  expect(shown.COIN1).toMatchObject({ price: '1', lastTradeId: 1 });
});
