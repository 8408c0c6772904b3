import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { coinSummarySchema, coinViewSchema } from '../../../../../contract/coin-view.ts';
import { MAX_LISTED_UNWATCHED } from '../../../../../domain/market/coin.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing, listing } from '../../../../support/memory-tables.ts';
import { NOW, startApi } from '../call-api.ts';

const PUT = 'PUT /api/coins/{symbol}';
const GET = 'GET /api/coins/{symbol}';
const DELETE = 'DELETE /api/coins/{symbol}';
const path = { symbol: 'BTCUSDT' };
const admin = { ...ADAS_CLAIMS, 'cognito:groups': '[staff admin]' };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

describe('coins', () => {
  it('are followed by anyone who is signed in, and seen by everyone', async () => {
    const asked = await call(PUT, { path });
    expect(asked.status).toBe(202);
    expect(coinViewSchema.parse(asked.body)).toMatchObject({ symbol: 'BTCUSDT', state: 'requested', unwatched: [] });
    const answer = await call(GET, { path, claims: null });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=1' } });
    expect(await call('GET /api/coins', { claims: null })).toMatchObject({ body: { items: [{ symbol: 'BTCUSDT' }] } });
  });

  it('name base and quote if the catalogue lists the coin, also when it is delisted', async () => {
    held.catalogue = [{ ...listing('BTCAEUR'), base: 'BTC', quote: 'AEUR' }, listing('GONEUSDT')];
    const asked = await call(PUT, { path: { symbol: 'BTCAEUR' } });
    expect(asked).toMatchObject({ status: 202, body: { base: 'BTC', quote: 'AEUR' } });
    await call(PUT, { path: { symbol: 'GONEUSDT' } });
    held.catalogue = [{ ...listing('BTCAEUR'), base: 'BTC', quote: 'AEUR' }, listing('GONEUSDT', 'DELISTED')];
    call = startApi(held);
    expect(await call(GET, { path: { symbol: 'GONEUSDT' }, claims: null })).toMatchObject({ body: { quote: 'USDT' } });
    const items = [
      { symbol: 'BTCAEUR', quote: 'AEUR' },
      { symbol: 'GONEUSDT', quote: 'USDT' },
    ];
    expect(await call('GET /api/coins', { claims: null })).toMatchObject({ body: { items } });
    held.catalogue = null;
    call = startApi(held);
    const unknown = { status: 200, body: { base: null, quote: null } };
    expect(await call(GET, { path: { symbol: 'BTCAEUR' }, claims: null })).toMatchObject(unknown);
  });

  it('are listed by name, each with the newest intervals in which it was not watched', async () => {
    for (const symbol of ['ETHUSDT', 'BTCUSDT']) await call(PUT, { path: { symbol } });
    const missed = (from: number) =>
      ({ from, to: from + 1, reason: 'given-up', firstTradeId: from, lastTradeId: from }) as const;
    const newestFirst = Array.from({ length: MAX_LISTED_UNWATCHED + 5 }, (_, i) => missed(NOW - i * 1_000));
    held.unwatched.set('BTCUSDT', newestFirst);
    const { body } = await call('GET /api/coins', { claims: null });
    const { items } = z.strictObject({ items: z.array(coinViewSchema), nextCursor: z.null() }).parse(body);
    expect(items.map(({ symbol, unwatched }) => [symbol, unwatched.length])).toEqual([
      ['BTCUSDT', MAX_LISTED_UNWATCHED],
      ['ETHUSDT', 0],
    ]);
    const [from, to] = [new Date(NOW).toISOString(), new Date(NOW + 1).toISOString()];
    expect(items[0]?.unwatched[0]).toEqual({ from, to, reason: 'given-up' });
  });

  it('can be unfollowed by admins only', async () => {
    await call(PUT, { path });
    expect(await call(DELETE, { path })).toMatchObject({ status: 403 });
    expect(await call(DELETE, { path, claims: admin })).toMatchObject({ status: 204 });
    expect(await call(DELETE, { path, claims: admin })).toMatchObject({ status: 404 });
    expect(await call(GET, { path })).toMatchObject({ status: 404 });
    expect(await call('GET /api/coins')).toMatchObject({ body: { items: [] } });
  });

  it.each(['NOPEUSDT', 'btcusdt', ''])('are refused when the exchange does not list them: %j', async (symbol) => {
    expect(await call(PUT, { path: { symbol } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'symbol' }] },
    });
    expect(await call(GET, { path: { symbol } })).toMatchObject({ status: 404 });
  });

  it("are not found by a name that can't be decoded", async () => {
    expect(await call(PUT, { path: { symbol: '%E0%A4%A' } })).toMatchObject({ status: 404 });
  });
});

describe('metrics', () => {
  it('are those of the newest snapshot, for followed coins, the same in the list', async () => {
    await call(PUT, { path });
    const refs = { 'change-1h': '100' };
    const measures = { 'volatility-24h': 55.5, 'volume-5m': 12.5 };
    const coin = { state: 'live' as const, price: '103', lastTradeId: 1, tradeAt: NOW, minute: NOW, refs, measures };
    held.prices = { feed: 'simulator', updatedAt: NOW, coins: { BTCUSDT: coin } };
    const answer = await call('GET /api/coins/{symbol}/metrics', { path, claims: null });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=1' } });
    const known = { change: { '1h': 3 }, volatility: { '24h': 55.5 }, volume: { '5m': 12.5, '24h': null } };
    const summary = coinSummarySchema.parse(answer.body);
    expect(summary).toMatchObject({ symbol: 'BTCUSDT', feed: 'simulator', state: 'live', price: '103', ...known });
    expect(await call(GET, { path, claims: null })).toMatchObject({ body: summary });
    expect(await call('GET /api/coins', { claims: null })).toMatchObject({ body: { items: [summary] } });
    const unknown = await call('GET /api/coins/{symbol}/metrics', { path: { symbol: 'ETHUSDT' }, claims: null });
    expect(unknown).toMatchObject({ status: 404 });
  });
});

describe('GET /api/symbols', () => {
  it('finds what a text may mean, however it is written, the most likely first', async () => {
    held.catalogue = ['WBTCUSDT', 'BTCUSDT', 'ETHUSDT'].map((symbol) => listing(symbol));
    for (const q of [' btc', 'BTC/USDT', 'binance:btcusdt']) {
      const { body } = await call('GET /api/symbols', { claims: null, query: { q } });
      expect(body).toHaveProperty('items.0.symbol', 'BTCUSDT');
    }
  });

  it("leaves out what is no longer listed; such a coin can't be followed either", async () => {
    held.catalogue = [listing('BTCUSDT'), listing('GONEUSDT', 'DELISTED')];
    expect(await call('GET /api/symbols', { claims: null })).toMatchObject({
      body: { items: [{ symbol: 'BTCUSDT' }] },
    });
    expect(await call(PUT, { path: { symbol: 'GONEUSDT' } })).toMatchObject({ status: 422 });
  });

  it('shows at most 50', async () => {
    held.catalogue = Array.from({ length: 80 }, (_, i) => listing(`A${i}USDT`));
    const { body } = await call('GET /api/symbols', { claims: null });
    expect(body).toMatchObject({ items: { length: 50 }, nextCursor: null });
  });
});

describe('GET /api/health', () => {
  it('says how old the prices are, and counts the coins by state', async () => {
    await call(PUT, { path });
    await call(PUT, { path: { symbol: 'ETHUSDT' } });
    const coin = { state: 'live' as const, price: '1', lastTradeId: 1, tradeAt: 1 };
    held.prices = { feed: 'simulator', updatedAt: NOW - 900, coins: { BTCUSDT: coin } };
    const body = { status: 'ok', why: [], feed: 'simulator', pricesAgeMs: 900, coins: { live: 1, requested: 1 } };
    expect(await call('GET /api/health', { claims: null })).toMatchObject({ status: 200, body });
  });

  it('shows the last fire of the canary, and null before the first', async () => {
    expect(await call('GET /api/health', { claims: null })).toMatchObject({ body: { canary: null } });
    held.canaryFire = { symbol: 'BTCUSDT', firedAt: NOW - 5_000, decisionMs: 412, dispatchMs: 208 };
    call = startApi(held);
    const canary = { ...held.canaryFire, firedAt: new Date(NOW - 5_000).toISOString() };
    expect(await call('GET /api/health', { claims: null })).toMatchObject({ body: { canary } });
  });

  it('answers 503 when ticks are not judged, as no alert fires then', async () => {
    const published = { 'shardId-000000000000': { since: NOW - 600_000, last: NOW } };
    held.prices = { feed: 'simulator', updatedAt: NOW - 900, published, coins: {} };
    held.judged = { 'shardId-000000000000': NOW - 300_000 };
    const body = { status: 'behind', judgingLagMs: 300_000 };
    expect(await call('GET /api/health', { claims: null })).toMatchObject({ status: 503, body });
  });

  it('answers 503 when no ticks flow, so that the status is enough', async () => {
    held.prices = { feed: 'simulator', updatedAt: NOW - 60_000, coins: {} };
    const why = ['no ingest task has written prices for 60 s'];
    expect(await call('GET /api/health', { claims: null })).toMatchObject({
      status: 503,
      body: { status: 'down', why },
    });
  });
});
