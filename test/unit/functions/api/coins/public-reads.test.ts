import { expect, test, vi } from 'vitest';
import { MAX_LACKING_READ } from '../../../../../functions/api/coins/coin-list.ts';
import { PUBLIC_READ_LIFETIME_MS } from '../../../../../functions/api/coins/market-reads.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApiOver } from '../call-api.ts';

const path = { symbol: 'BTCUSDT' };
const open = { claims: null };

function follow(held: Held, symbol: string): void {
  held.coins.set(symbol, { symbol, wanted: true, book: { version: 1, shards: 1, metrics: [] } });
}

function setUp() {
  const held = holdNothing();
  let instant = NOW;
  const tables = memoryTables(held);
  const spies = {
    list: vi.spyOn(tables.coins, 'list'),
    get: vi.spyOn(tables.coins, 'get'),
    newest: vi.spyOn(tables.market, 'readNewestUnwatched'),
    prices: vi.spyOn(tables.market, 'readPrices'),
    clock: vi.spyOn(tables.market, 'readClockOffset'),
    unwatched: vi.spyOn(tables.market, 'readUnwatched'),
    sparks: vi.spyOn(tables.market, 'readSparks'),
    catalogue: vi.spyOn(tables.market, 'readCatalogue'),
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
  return { held, call, callOpenRoutes, reads, wait, tables };
}

test('however often the open routes are called, and for whatever names, each thing is read once', async () => {
  const { held, callOpenRoutes, reads, wait } = setUp();
  follow(held, 'BTCUSDT');
  held.newestUnwatched = { BTCUSDT: [] };
  for (let times = 0; times < 20; times += 1) await callOpenRoutes();
  expect(reads()).toEqual({ list: 1, get: 0, newest: 1, prices: 1, clock: 1, unwatched: 1, sparks: 1, catalogue: 1 });
  wait(PUBLIC_READ_LIFETIME_MS);
  await callOpenRoutes();
  expect(reads()).toEqual({ list: 2, get: 0, newest: 2, prices: 2, clock: 2, unwatched: 2, sparks: 1, catalogue: 1 });
});

test('a list takes five reads: the clock comes with the prices, where their task has stored it there', async () => {
  const { held, call, reads } = setUp();
  follow(held, 'BTCUSDT');
  held.newestUnwatched = { BTCUSDT: [] };
  const clock = { offsetMs: 7 * 3_600_000, measuredAt: NOW };
  held.prices = { feed: 'binance', updatedAt: NOW, clock, coins: {} };
  held.sparks = {
    feed: 'binance',
    until: NOW + 7 * 3_600_000,
    coins: { BTCUSDT: Array.from({ length: 24 }, () => '1') },
  };
  const { body } = await call('GET /api/coins', open);
  expect(body).toMatchObject({ items: [{ spark: Array.from({ length: 24 }, () => '1') }] });
  expect(reads()).toMatchObject({ list: 1, newest: 1, prices: 1, clock: 0, sparks: 1, catalogue: 1, unwatched: 0 });
});

test('a coin that was followed a moment ago is found by its name at once, and is in the list and the health soon', async () => {
  const { call, wait, reads } = setUp();
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [] } });
  expect(await call('GET /api/coins/{symbol}', { ...open, path })).toMatchObject({ status: 404 });
  await call('PUT /api/coins/{symbol}', { path });
  for (const read of ['', '/candles', '/metrics']) {
    expect(await call(`GET /api/coins/{symbol}${read}`, { ...open, path })).toMatchObject({ status: 200 });
  }
  const before = Number(reads().list);
  const body = { symbol: 'ETHUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  await call('POST /api/alerts', { body });
  wait(PUBLIC_READ_LIFETIME_MS);
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [path, { symbol: 'ETHUSDT' }] } });
  expect(await call('GET /api/health', open)).toMatchObject({ body: { coins: { requested: 2 } } });
  expect(reads().list).toBe(before + 1);
});

test('a coin that was let go a moment ago is gone soon', async () => {
  const { held, call, wait } = setUp();
  follow(held, 'BTCUSDT');
  await call('GET /api/coins', open);
  await call('DELETE /api/coins/{symbol}', { path, claims: { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' } });
  wait(PUBLIC_READ_LIFETIME_MS);
  expect(await call('GET /api/coins', open)).toMatchObject({ body: { items: [] } });
  expect(await call('GET /api/coins/{symbol}', { ...open, path })).toMatchObject({ status: 404 });
});

test('a name costs a read of its row only where the exchange lists it and nobody follows it', async () => {
  const { held, call, reads } = setUp();
  follow(held, 'BTCUSDT');
  const ask = (symbol: string) => call('GET /api/coins/{symbol}', { ...open, path: { symbol } });
  for (const symbol of ['NOPEUSDT', '!', '__proto__', 'BTCUSDT']) await ask(symbol);
  expect(reads()).toMatchObject({ get: 0, list: 1 });
  expect(await ask('ETHUSDT')).toMatchObject({ status: 404 });
  expect(reads()).toMatchObject({ get: 1, list: 1 });
});

const missed = (from: number) => ({ from, to: from, reason: 'purged', firstTradeId: from, lastTradeId: from }) as const;

test('the list takes the intervals from one item, and reads those of a coin that the item lacks', async () => {
  const { held, call, reads } = setUp();
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) follow(held, symbol);
  held.newestUnwatched = { BTCUSDT: [missed(7)], SOLUSDT: [], GONEUSDT: [missed(1)] };
  held.unwatched.set('ETHUSDT', [missed(9)]);
  held.unwatched.set('SOLUSDT', [missed(9)]);
  const { body } = await call('GET /api/coins', open);
  const at = (instant: number) => [{ from: new Date(instant).toISOString(), reason: 'purged' }];
  const items = [
    { symbol: 'BTCUSDT', unwatched: at(7) },
    { symbol: 'ETHUSDT', unwatched: at(9) },
    { symbol: 'SOLUSDT', unwatched: [] },
  ];
  expect(body).toMatchObject({ items });
  expect(reads().unwatched).toBe(1);
});

test('very many coins that were followed a moment ago cost no read each', async () => {
  const { held, call, reads } = setUp();
  held.newestUnwatched = {};
  for (let number = 0; number < 4 * MAX_LACKING_READ; number += 1) follow(held, `C${number}USDT`);
  expect(await call('GET /api/coins', open)).toHaveProperty('body.items.length', 4 * MAX_LACKING_READ);
  expect(reads().unwatched).toBe(MAX_LACKING_READ);
});

test('before the first task of this version has written the item, the intervals of all coins are read once in ten seconds', async () => {
  const { held, call, reads, wait } = setUp();
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
    follow(held, symbol);
    held.unwatched.set(symbol, [missed(9)]);
  }
  for (let seconds = 0; seconds < 10; seconds += 1) {
    const items = [{ unwatched: [{ reason: 'purged' }] }, { unwatched: [{ reason: 'purged' }] }];
    expect(await call('GET /api/coins', open)).toMatchObject({ body: { items } });
    wait(1_000);
  }
  expect(reads().unwatched).toBe(2);
});

test('twenty callers at once cost one list, and one who knows its content already gets 304', async () => {
  const { held, call, reads } = setUp();
  for (let number = 0; number < 300; number += 1) follow(held, `C${number}USDT`);
  const answers = await Promise.all(Array.from({ length: 20 }, () => call('GET /api/coins', open)));
  expect(new Set(answers.map(({ headers }) => headers.etag)).size).toBe(1);
  expect(reads()).toMatchObject({ list: 1, prices: 1, newest: 1 });
  const headers = { 'if-none-match': String(answers[0]?.headers.etag) };
  expect(await call('GET /api/coins', { ...open, headers })).toMatchObject({ status: 304, body: undefined });
});

test('the catalogue is asked for a few times a second while there is none', async () => {
  const { held, call, wait, tables } = setUp();
  held.catalogue = null;
  const read = vi.spyOn(tables.market, 'readCatalogue');
  for (let times = 0; times < 20; times += 1) {
    expect(await call('GET /api/symbols', { ...open, query: { q: `X${times}` } })).toMatchObject({ status: 503 });
  }
  wait(PUBLIC_READ_LIFETIME_MS);
  await call('GET /api/symbols', open);
  expect(read.mock.calls.length).toBeLessThanOrEqual(2);
});
