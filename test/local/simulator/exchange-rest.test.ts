import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type ExchangeServer, startExchangeServer } from '../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { tapeRows, tapeStartMs } from './tape-rows.ts';

const rows = tapeRows(1500, { firstId: 9000 });
const market = new TapeMarket({ tapes: { BTCUSDT: rows, ETHUSDT: [] } });
let server: ExchangeServer;
let now = 0;

beforeAll(async () => {
  server = await startExchangeServer({ market, clock: () => now, miniTickerIntervalMs: 0 });
  market.step(rows.length);
});
afterAll(() => server.close());
beforeEach(() => {
  now += 60_000;
});

const aggTradesSchema = z.array(z.looseObject({ a: z.number() }));
const klinesSchema = z.array(z.array(z.unknown()));
const exchangeInfoSchema = z.object({ symbols: z.array(z.looseObject({ filters: z.array(z.unknown()) })) });

async function get(path: string) {
  const response = await fetch(`${server.restUrl}/api/v3/${path}`);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function ids(query: string): Promise<number[]> {
  const { body } = await get(`aggTrades?symbol=BTCUSDT&${query}`);
  return aggTradesSchema.parse(body).map((row) => row.a);
}

async function klines(query: string): Promise<unknown[][]> {
  return klinesSchema.parse((await get(`klines?${query}`)).body);
}

async function listed(query = '') {
  return exchangeInfoSchema.parse((await get(`exchangeInfo${query}`)).body).symbols;
}

describe('the REST side of the simulated exchange', () => {
  it('answers with the time of the market', async () => {
    expect((await get('time')).body).toEqual({ serverTime: tapeStartMs + 1499 * 1000 });
    expect((await get('ping')).body).toEqual({});
  });

  it('answers aggTrades from an id on, inclusive, 500 unless asked otherwise and 1,000 at most', async () => {
    expect((await ids('fromId=9100')).slice(0, 2)).toEqual([9100, 9101]);
    expect(await ids('fromId=9100')).toHaveLength(500);
    expect(await ids('fromId=9100&limit=5000')).toHaveLength(1000);
    expect(await ids('fromId=10498&limit=10')).toEqual([10_498, 10_499]);
    expect(await ids('fromId=10500')).toEqual([]);
  });

  it('answers the most recent trades without an id, and a span of time with both ends included', async () => {
    expect(await ids('limit=2')).toEqual([10_498, 10_499]);
    expect(await ids(`startTime=${tapeStartMs + 1000}&endTime=${tapeStartMs + 3000}`)).toEqual([9001, 9002, 9003]);
    expect(await ids(`endTime=${tapeStartMs + 3000}&limit=2`)).toEqual([9002, 9003]);
  });

  it('writes a trade as Binance does', async () => {
    const { body } = await get('aggTrades?symbol=BTCUSDT&fromId=9000&limit=1');
    const [row] = aggTradesSchema.parse(body);
    const sizes = { p: '100.00000000', q: '0.50000000' };
    expect(row).toEqual({ a: 9000, ...sizes, f: 9000, l: 9000, T: tapeStartMs, m: true, M: true });
  });

  it('refuses wrong parameters with the codes of Binance', async () => {
    const wrong = [
      ['aggTrades?symbol=NOCOIN', -1121],
      ['aggTrades', -1102],
      ['aggTrades?symbol=btcusdt', -1100],
      ['aggTrades?symbol=BTCUSDT&fromId=x', -1100],
      ['aggTrades?symbol=BTCUSDT&fromId=1&startTime=1', -1128],
      ['klines?symbol=BTCUSDT', -1102],
      ['klines?symbol=BTCUSDT&interval=7m', -1120],
      ['exchangeInfo?symbols=BTCUSDT', -1100],
    ] as const;
    for (const [path, code] of wrong) {
      expect(await get(path), path).toMatchObject({ status: 400, body: { code, msg: expect.any(String) } });
    }
    expect((await get('klines?symbol=NOCOIN&interval=1m')).body).toEqual({ code: -1121, msg: 'Invalid symbol.' });
  });

  it('lists symbols with their filters, all or the wanted ones', async () => {
    const all = await listed();
    expect(all).toMatchObject([{ symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT' }, {}]);
    expect(all[0]?.filters[0]).toMatchObject({ filterType: 'PRICE_FILTER', tickSize: '0.01000000' });
    const wanted = await listed(`?symbols=${encodeURIComponent('["ETHUSDT"]')}`);
    expect(wanted).toMatchObject([{ symbol: 'ETHUSDT' }]);
    expect(await listed('?symbol=BTCUSDT')).toHaveLength(1);
  });

  it('folds trades into klines of a second, a minute and an hour', async () => {
    const seconds = await klines(`symbol=BTCUSDT&interval=1s&startTime=${tapeStartMs}&limit=2`);
    expect(seconds[1]?.slice(0, 5)).toEqual([
      tapeStartMs + 1000,
      ...['101.00000000', '101.00000000', '101.00000000', '101.00000000'],
    ]);
    const minutes = await klines('symbol=BTCUSDT&interval=1m&startTime=0&limit=2');
    expect(minutes[0]).toEqual([
      tapeStartMs,
      '100.00000000',
      '159.00000000',
      '100.00000000',
      '159.00000000',
      '30.00000000',
      tapeStartMs + 59_999,
      '3885.00000000',
      60,
      '15.00000000',
      '1950.00000000',
      '0',
    ]);
    expect(minutes[1]?.[0]).toBe(tapeStartMs + 60_000);
    const hours = await klines('symbol=BTCUSDT&interval=1h');
    expect(hours).toHaveLength(1);
    expect(hours[0]?.[8]).toBe(1500);
    expect(await klines('symbol=ETHUSDT&interval=1h&startTime=0')).toEqual([]);
  });

  it('counts the weight of the minute and refuses more than 6,000 of it until the next', async () => {
    expect((await get('ping')).headers.get('x-mbx-used-weight-1m')).toBe('1');
    expect((await get('exchangeInfo')).headers.get('x-mbx-used-weight-1m')).toBe('21');
    expect((await get('aggTrades?symbol=BTCUSDT&limit=1')).headers.get('x-mbx-used-weight-1m')).toBe('25');
    expect((await get('klines?symbol=BTCUSDT&interval=1m&limit=1')).headers.get('x-mbx-used-weight-1m')).toBe('27');
    for (let weight = 27; weight + 20 <= 6000; weight += 20) await get('exchangeInfo?symbol=ETHUSDT');
    now += 15_000;
    const refused = await get('exchangeInfo?symbol=ETHUSDT');
    expect(refused).toMatchObject({ status: 429, body: { code: -1003 } });
    expect(refused.headers.get('retry-after')).toBe('45');
    now += 45_000;
    expect((await get('ping')).status).toBe(200);
  });

  it('fails the next calls on demand', async () => {
    server.failRest({ status: 418, count: 1, retryAfterSeconds: 7 });
    const banned = await get('time');
    expect([banned.status, banned.headers.get('retry-after')]).toEqual([418, '7']);
    expect((await get('time')).status).toBe(200);
    expect(server.restRequests().slice(-2)).toEqual(['/api/v3/time', '/api/v3/time']);
  });

  it('answers from the first trade it still has when older ones were purged', async () => {
    market.purgeBelow('BTCUSDT', 9700);
    expect(await ids('fromId=9000&limit=2')).toEqual([9700, 9701]);
  });
});
