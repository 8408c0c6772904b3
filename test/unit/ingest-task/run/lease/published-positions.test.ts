import { expect, test } from 'vitest';
import { checkpointSchema } from '../../../../../domain/market/checkpoint.ts';
import type { CoinState, Prices } from '../../../../../domain/market/coin.ts';
import {
  leftCoins,
  MAX_KEPT_COINS,
  PublishedPositions,
} from '../../../../../ingest-task/run/lease/published-positions.ts';
import { buildTrade } from '../../../../support/ticks.ts';

const trade = (id: number) => buildTrade({ id });
const glimpse = (symbol: string, id: number | null) => {
  const state: CoinState = 'live';
  return { symbol, state, told: id === null ? null : trade(id), wasHalted: false, listedFrom: null };
};
const observed = { state: 'live', price: '5', lastTradeId: 9, tradeAt: 1 } as const;
const prices: Prices = { feed: 'simulator', updatedAt: 1, coins: { BTCUSDT: { ...observed, published: trade(8) } } };

test('a checkpoint tells how far each coin is told, and keeps what it was told of coins that are not watched', () => {
  const told = new PublishedPositions('simulator', {
    feed: 'simulator',
    coins: { BTCUSDT: trade(4), ETHUSDT: trade(7) },
  });
  expect(told.after([glimpse('BTCUSDT', 5), glimpse('NEWUSDT', null)])).toEqual({
    feed: 'simulator',
    coins: { BTCUSDT: trade(5), ETHUSDT: trade(7) },
  });
  // ids that began anew
  expect(told.after([glimpse('BTCUSDT', 2)]).coins).toMatchObject({ BTCUSDT: { id: 2 }, ETHUSDT: { id: 7 } });
});

test('a checkpoint keeps the trade before the one that a coin is told to, where that is known', () => {
  const told = new PublishedPositions('simulator', null);
  const { id: _, ...before } = trade(4);
  const published = { ...trade(5), before };
  const { coins } = told.after([{ ...glimpse('BTCUSDT', null), told: published }, glimpse('ETHUSDT', 7)]);
  const checkpoint = checkpointSchema.parse(JSON.parse(JSON.stringify({ feed: 'simulator', coins })));
  const left = leftCoins('simulator', prices, checkpoint);
  expect([left.BTCUSDT?.published, left.ETHUSDT?.published]).toEqual([published, trade(7)]);
});

test('the ids of another feed mean nothing', () => {
  const checkpoint = { feed: 'binance' as const, coins: { BTCUSDT: trade(4) } };
  expect(new PublishedPositions('simulator', checkpoint).after([])).toEqual({ feed: 'simulator', coins: {} });
  expect(leftCoins('simulator', prices, checkpoint)).toMatchObject({ BTCUSDT: { price: '5', published: null } });
  expect(leftCoins('binance', prices, checkpoint)).toMatchObject({ BTCUSDT: { price: null, published: { id: 4 } } });
});

test('of the coins that are not watched, those that were watched longest ago are forgotten first', () => {
  const told = new PublishedPositions('simulator', null);
  told.after([glimpse('OLDUSDT', 1), glimpse('BTCUSDT', 1)]);
  for (let i = 0; i < MAX_KEPT_COINS; i += 1) told.after([glimpse(`C${i}`, 1), glimpse('BTCUSDT', 1)]);
  const { coins } = told.after([glimpse('BTCUSDT', 1)]);
  expect(Object.keys(coins)).toHaveLength(MAX_KEPT_COINS + 1);
  expect([coins.OLDUSDT, coins.BTCUSDT?.id, coins.C999?.id]).toEqual([undefined, 1, 1]);
});

test('what the last run left is its snapshot with how far the checkpoint says that each coin was told', () => {
  const sameCoin = { wasHalted: false, listedFrom: null };
  const checkpoint = { feed: 'simulator' as const, coins: { BTCUSDT: trade(9), ETHUSDT: trade(3) } };
  expect(leftCoins('simulator', prices, checkpoint)).toEqual({
    BTCUSDT: { ...observed, published: trade(9), ...sameCoin },
    ETHUSDT: { state: 'dark', price: null, lastTradeId: null, tradeAt: null, published: trade(3), ...sameCoin },
  });
});

test('without a checkpoint the snapshot of an earlier version says how far each coin was told', () => {
  expect(leftCoins('simulator', prices, null)).toMatchObject({ BTCUSDT: { published: { id: 8 } } });
  expect(leftCoins('simulator', null, null)).toEqual({});
});

test('what the name of a coin stands for goes from run to run with how far the coin is told', () => {
  const told = new PublishedPositions('simulator', null);
  const checkpoint = told.after([{ ...glimpse('BTCUSDT', 5), wasHalted: true, listedFrom: 77 }]);
  expect(checkpoint.coins).toEqual({ BTCUSDT: { ...trade(5), wasHalted: true, listedFrom: 77 } });
  const left = leftCoins('simulator', prices, checkpoint);
  expect(left.BTCUSDT).toMatchObject({ published: trade(5), wasHalted: true, listedFrom: 77, price: '5' });
  expect(left.BTCUSDT?.published).toEqual(trade(5));
  expect(checkpointSchema.parse(checkpoint)).toEqual(checkpoint);
});
