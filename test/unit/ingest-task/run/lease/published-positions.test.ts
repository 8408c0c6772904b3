import { expect, test } from 'vitest';
import { checkpointSchema } from '../../../../../domain/market/checkpoint.ts';
import type { CoinState, Prices } from '../../../../../domain/market/coin.ts';
import {
  MAX_KEPT_COINS,
  PublishedPositions,
  restoreCoins,
} from '../../../../../ingest-task/run/lease/published-positions.ts';
import { buildTrade } from '../../../../support/ticks.ts';

const trade = (id: number) => buildTrade({ id });
const statusOf = (symbol: string, id: number | null) => {
  const state: CoinState = 'live';
  return { symbol, state, published: id === null ? null : trade(id), wasHalted: false, listedFrom: null };
};
const observed = { state: 'live', price: '5', lastTradeId: 9, tradeAt: 1 } as const;
const prices: Prices = { feed: 'simulator', updatedAt: 1, coins: { BTCUSDT: { ...observed, published: trade(8) } } };

test('a checkpoint holds each coin’s last published trade, and keeps that of coins that are not watched', () => {
  const positions = new PublishedPositions('simulator', {
    feed: 'simulator',
    coins: { BTCUSDT: trade(4), ETHUSDT: trade(7) },
  });
  expect(positions.checkpoint([statusOf('BTCUSDT', 5), statusOf('NEWUSDT', null)])).toEqual({
    feed: 'simulator',
    coins: { BTCUSDT: trade(5), ETHUSDT: trade(7) },
  });
  // ids that restarted
  expect(positions.checkpoint([statusOf('BTCUSDT', 2)]).coins).toMatchObject({
    BTCUSDT: { id: 2 },
    ETHUSDT: { id: 7 },
  });
});

test('a checkpoint keeps the trade before the last published one, where that is known', () => {
  const positions = new PublishedPositions('simulator', null);
  const { id: _, ...before } = trade(4);
  const published = { ...trade(5), before };
  const { coins } = positions.checkpoint([{ ...statusOf('BTCUSDT', null), published }, statusOf('ETHUSDT', 7)]);
  const checkpoint = checkpointSchema.parse(JSON.parse(JSON.stringify({ feed: 'simulator', coins })));
  const restored = restoreCoins('simulator', prices, checkpoint);
  expect([restored.BTCUSDT?.published, restored.ETHUSDT?.published]).toEqual([published, trade(7)]);
});

test('the ids of another feed are ignored', () => {
  const checkpoint = { feed: 'binance' as const, coins: { BTCUSDT: trade(4) } };
  expect(new PublishedPositions('simulator', checkpoint).checkpoint([])).toEqual({ feed: 'simulator', coins: {} });
  expect(restoreCoins('simulator', prices, checkpoint)).toMatchObject({ BTCUSDT: { price: '5', published: null } });
  expect(restoreCoins('binance', prices, checkpoint)).toMatchObject({ BTCUSDT: { price: null, published: { id: 4 } } });
});

test('of the coins that are not watched, those that were watched longest ago are forgotten first', () => {
  const positions = new PublishedPositions('simulator', null);
  positions.checkpoint([statusOf('OLDUSDT', 1), statusOf('BTCUSDT', 1)]);
  for (let i = 0; i < MAX_KEPT_COINS; i += 1) positions.checkpoint([statusOf(`C${i}`, 1), statusOf('BTCUSDT', 1)]);
  const { coins } = positions.checkpoint([statusOf('BTCUSDT', 1)]);
  expect(Object.keys(coins)).toHaveLength(MAX_KEPT_COINS + 1);
  expect([coins.OLDUSDT, coins.BTCUSDT?.id, coins.C999?.id]).toEqual([undefined, 1, 1]);
});

test('the last run’s coins are those of its snapshot, with the published positions of its checkpoint', () => {
  const sameCoin = { wasHalted: false, listedFrom: null };
  const checkpoint = { feed: 'simulator' as const, coins: { BTCUSDT: trade(9), ETHUSDT: trade(3) } };
  expect(restoreCoins('simulator', prices, checkpoint)).toEqual({
    BTCUSDT: { ...observed, published: trade(9), ...sameCoin },
    ETHUSDT: { state: 'dark', price: null, lastTradeId: null, tradeAt: null, published: trade(3), ...sameCoin },
  });
});

test('without a checkpoint the positions are those of the snapshot, which an earlier version wrote', () => {
  expect(restoreCoins('simulator', prices, null)).toMatchObject({ BTCUSDT: { published: { id: 8 } } });
  expect(restoreCoins('simulator', null, null)).toEqual({});
});

test('what the name of a coin stands for passes from run to run with its published position', () => {
  const positions = new PublishedPositions('simulator', null);
  const checkpoint = positions.checkpoint([{ ...statusOf('BTCUSDT', 5), wasHalted: true, listedFrom: 77 }]);
  expect(checkpoint.coins).toEqual({ BTCUSDT: { ...trade(5), wasHalted: true, listedFrom: 77 } });
  const restored = restoreCoins('simulator', prices, checkpoint);
  expect(restored.BTCUSDT).toMatchObject({ published: trade(5), wasHalted: true, listedFrom: 77, price: '5' });
  expect(restored.BTCUSDT?.published).toEqual(trade(5));
  expect(checkpointSchema.parse(checkpoint)).toEqual(checkpoint);
});
