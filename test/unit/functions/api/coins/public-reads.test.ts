import { expect, test, vi } from 'vitest';
import { PUBLIC_READ_LIFETIME_MS } from '../../../../../functions/api/coins/market-reads.ts';
import { holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApiOver } from '../call-api.ts';

const path = { symbol: 'BTCUSDT' };
const open = { claims: null };

function setUp() {
  const held = holdNothing();
  let instant = NOW;
  const tables = memoryTables(held);
  const spies = {
    list: vi.spyOn(tables.coins, 'list'),
    get: vi.spyOn(tables.coins, 'get'),
    prices: vi.spyOn(tables.market, 'readPrices'),
    clock: vi.spyOn(tables.market, 'readClockOffset'),
    unwatched: vi.spyOn(tables.market, 'readUnwatched'),
  };
  const call = startApiOver(tables, () => instant);
  const callOpenRoutes = async () => {
    await call('GET /api/coins', open);
    await call('GET /api/coins/{symbol}', { ...open, path });
    await call('GET /api/coins/{symbol}', { ...open, path: { symbol: 'NOPEUSDT' } });
    await call('GET /api/health', open);
  };
  const reads = () => Object.fromEntries(Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length]));
  const wait = (ms: number) => {
    instant += ms;
  };
  return { held, call, callOpenRoutes, reads, wait };
}

test('however often the open routes are called, only the row of a single coin is read each time', async () => {
  const { held, callOpenRoutes, reads, wait } = setUp();
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  for (let times = 0; times < 20; times += 1) await callOpenRoutes();
  // the list and the single coin show different numbers of intervals
  const once = { list: 1, get: 40, prices: 1, clock: 1, unwatched: 2 };
  expect(reads()).toEqual(once);
  wait(PUBLIC_READ_LIFETIME_MS);
  await callOpenRoutes();
  expect(reads()).toEqual({ list: 2, get: 42, prices: 2, clock: 2, unwatched: 4 });
});

test('a coin followed through this environment is in its next read', async () => {
  const { call } = setUp();
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [] } });
  await call('PUT /api/coins/{symbol}', { path });
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [path] } });
  const body = { symbol: 'ETHUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  await call('POST /api/alerts', { body });
  expect(await call('GET /api/health', open)).toMatchObject({ body: { coins: { requested: 2 } } });
});

test('a coin followed through another environment is found by its name at once, and in the list soon', async () => {
  const { held, call, wait } = setUp();
  await call('GET /api/coins', open);
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  expect(await call('GET /api/coins/{symbol}', { ...open, path })).toMatchObject({ status: 200 });
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [] } });
  wait(PUBLIC_READ_LIFETIME_MS);
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [path] } });
});
