import { Spot, SpotRestAPI, type SpotWebsocketStreams } from '@binance/spot';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ExchangeServer, startExchangeServer } from '../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { tapeRows, tapeStartMs } from './tape-rows.ts';

const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(20, { firstId: 100 }) } });
let server: ExchangeServer;
let rest: SpotRestAPI.RestAPI;
let streams: SpotWebsocketStreams.WebsocketStreamsConnection;

beforeAll(async () => {
  server = await startExchangeServer({ market, miniTickerIntervalMs: 0 });
  const client = new Spot({
    configurationRestAPI: { apiKey: '', basePath: server.restUrl },
    configurationWebsocketStreams: { wsURL: server.wsUrl },
  });
  rest = client.restAPI;
  streams = await client.websocketStreams.connect();
});
afterAll(async () => {
  await streams?.disconnect();
  await server?.close();
});

describe("Binance's own client library", () => {
  it('subscribes, and reads trades and tickers', async () => {
    const trades: unknown[] = [];
    const tickers: unknown[] = [];
    const trade = streams.aggTrade({ symbol: 'BTCUSDT' });
    trade.on('message', (data) => void trades.push(data));
    streams.allMiniTicker({}).on('message', (data) => void tickers.push(data));
    await vi.waitFor(() => expect(server.subscriberCount('btcusdt@aggTrade')).toBe(1));
    await vi.waitFor(() => expect(server.subscriberCount('!miniTicker@arr')).toBe(1));
    market.step(3);
    server.sendMiniTickers();
    await vi.waitFor(() => expect([trades.length, tickers.length]).toEqual([3, 1]));
    expect(trades[2]).toMatchObject({ e: 'aggTrade', s: 'BTCUSDT', a: 102, p: '102.00000000', T: tapeStartMs + 2_000 });
    expect(tickers).toMatchObject([[{ e: '24hrMiniTicker', s: 'BTCUSDT', c: '102.00000000' }]]);
    trade.unsubscribe();
    await vi.waitFor(() => expect(server.subscriberCount('btcusdt@aggTrade')).toBe(0));
  });

  it('reads the trades from an id on, candles, the catalogue and the time', async () => {
    market.step(20);
    const trades = await (await rest.aggTrades({ symbol: 'BTCUSDT', fromId: 105, limit: 2 })).data();
    expect(trades).toMatchObject([{ a: 105, p: '105.00000000' }, { a: 106 }]);
    const interval = SpotRestAPI.KlinesIntervalEnum.INTERVAL_1m;
    const [candle] = await (await rest.klines({ symbol: 'BTCUSDT', interval, startTime: tapeStartMs })).data();
    expect(candle?.slice(0, 5)).toEqual([tapeStartMs, '100.00000000', '119.00000000', '100.00000000', '119.00000000']);
    expect((await (await rest.exchangeInfo()).data()).symbols).toMatchObject([
      { symbol: 'BTCUSDT', status: 'TRADING' },
    ]);
    expect((await (await rest.time()).data()).serverTime).toBe(tapeStartMs + 19_000);
  });

  it('gets errors as from Binance', async () => {
    await expect(rest.aggTrades({ symbol: 'NOCOIN' })).rejects.toMatchObject({ message: 'Invalid symbol.' });
    server.failRest({ status: 429, count: 10, retryAfterSeconds: 1 });
    await expect(rest.time()).rejects.toMatchObject({ name: 'TooManyRequestsError' });
  });
});
