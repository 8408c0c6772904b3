import { afterEach, describe, expect, it } from 'vitest';
import {
  type ExchangeServer,
  type ExchangeServerOptions,
  startExchangeServer,
} from '../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { SocketClient } from './socket-client.ts';
import { tapeRows, tapeStartMs } from './tape-rows.ts';

const opened: ExchangeServer[] = [];

async function serve(options: Partial<ExchangeServerOptions> = {}) {
  const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(10), ETHUSDT: tapeRows(10, { firstId: 500 }) } });
  const server = await startExchangeServer({ market, miniTickerIntervalMs: 0, ...options });
  opened.push(server);
  return { market, server };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

describe('the socket side of the simulated exchange', () => {
  it('answers a subscription and then sends the stream raw on /ws', async () => {
    const { market, server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    client.send({ method: 'SUBSCRIBE', params: ['btcusdt@aggTrade'], id: 1 });
    expect(await client.answer(1)).toEqual({ result: null, id: 1 });
    market.step();
    expect(await client.frame((frame) => frame.e === 'aggTrade')).toEqual({
      e: 'aggTrade',
      E: tapeStartMs,
      s: 'BTCUSDT',
      a: 1,
      p: '100.00000000',
      q: '0.50000000',
      f: 1,
      l: 1,
      T: tapeStartMs,
      m: true,
      M: true,
    });
  });

  it('wraps frames with their stream on /stream, subscribed by the address', async () => {
    const { market, server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade`);
    market.step(2);
    await client.count(2);
    expect(client.frames().map((frame) => frame.stream)).toEqual(['btcusdt@aggTrade', 'ethusdt@aggTrade']);
    expect(client.frames()[1]?.data).toMatchObject({ s: 'ETHUSDT', a: 500 });
  });

  it('takes streams from the path of /ws and lists them', async () => {
    const { server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws/btcusdt@aggTrade/ethusdt@aggTrade`);
    client.send({ method: 'UNSUBSCRIBE', params: ['ethusdt@aggTrade'], id: 1 });
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 2 });
    expect(await client.answer(2)).toEqual({ result: ['btcusdt@aggTrade'], id: 2 });
  });

  it('accepts unknown and upper-case names and never sends anything for them', async () => {
    const { market, server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    client.send({ method: 'SUBSCRIBE', params: ['BTCUSDT@aggTrade', 'nosuch@aggTrade'], id: 1 });
    expect(await client.answer(1)).toEqual({ result: null, id: 1 });
    market.play('at-once');
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 2 });
    await client.answer(2);
    expect(client.texts).toHaveLength(2);
  });

  it("refuses malformed messages in Binance's shape and stays open", async () => {
    const { server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    client.send('{nonsense');
    client.send({ method: 'SHOUT', params: [], id: 2 });
    client.send({ params: [], id: 3 });
    client.send({ method: 'SUBSCRIBE', params: [], id: -1 });
    await client.count(4);
    const errors = client.frames().map((frame) => frame.error);
    expect(errors).toMatchObject([{ code: 3 }, { code: 2 }, { code: 2 }, { code: 2 }]);
    expect(client.frames()[1]).toMatchObject({
      error: { msg: expect.stringContaining('unknown variant `SHOUT`') },
      id: 2,
    });
    expect(client.frames()[2]).toMatchObject({ error: { msg: expect.stringContaining('missing field') }, id: 3 });
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it('refuses the 1,025th stream of a connection', async () => {
    const { server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    const params = Array.from({ length: 1024 }, (_, index) => `coin${index}@aggTrade`);
    client.send({ method: 'SUBSCRIBE', params, id: 1 });
    client.send({ method: 'SUBSCRIBE', params: ['btcusdt@aggTrade'], id: 2 });
    expect(await client.answer(1)).toEqual({ result: null, id: 1 });
    expect(await client.answer(2)).toMatchObject({ error: { code: 2 } });
  });

  it('closes with 1008 on the sixth message of a rolling second, pings included', async () => {
    let now = 900;
    const { server } = await serve({ clock: () => now });
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    for (const id of [1, 2, 3]) client.send({ method: 'LIST_SUBSCRIPTIONS', id });
    await client.answer(3);
    now = 1899;
    client.socket.ping();
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 5 });
    await client.answer(5);
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 6 });
    expect(await client.closed).toBe(1008);
    expect(server.controlMessages()).toHaveLength(4);
  });

  it('takes a sixth message once the first is a second old', async () => {
    let now = 0;
    const { server } = await serve({ clock: () => now });
    const client = await SocketClient.open(`${server.wsUrl}/ws`);
    for (const id of [1, 2, 3, 4, 5]) client.send({ method: 'LIST_SUBSCRIPTIONS', id });
    await client.answer(5);
    now = 1000;
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 6 });
    expect(await client.answer(6)).toEqual({ result: [], id: 6 });
  });

  it('terminates a client that leaves its pings unanswered, and keeps one that answers', async () => {
    const { server } = await serve({ limits: { pingIntervalMs: 250, pongTimeoutMs: 600 } });
    const deaf = await SocketClient.open(`${server.wsUrl}/ws`);
    deaf.socket.pong = () => undefined;
    const polite = await SocketClient.open(`${server.wsUrl}/ws`);
    expect(await deaf.closed).toBe(1006);
    expect(polite.socket.readyState).toBe(polite.socket.OPEN);
    await expect.poll(() => server.connectionCount()).toBe(1);
  });

  it('sends mini tickers of the changed symbols, and a heartbeat when nothing changed', async () => {
    const { market, server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/stream?streams=!miniTicker@arr`);
    market.step(3);
    server.sendMiniTickers();
    market.advance(5000);
    server.sendMiniTickers();
    await client.count(2);
    const [changed, quiet] = client.frames();
    expect(changed?.data).toMatchObject([
      { e: '24hrMiniTicker', s: 'BTCUSDT', o: '100.00000000', c: '101.00000000', v: '1.00000000', q: '100.50000000' },
      { s: 'ETHUSDT', c: '100.00000000' },
    ]);
    expect(quiet?.data).toMatchObject([{ s: 'BTCUSDT', E: tapeStartMs + 6000 }]);
  });

  it('sends mini tickers by itself when an interval is set', async () => {
    const { market, server } = await serve({ miniTickerIntervalMs: 20 });
    market.step();
    const client = await SocketClient.open(`${server.wsUrl}/ws/!miniTicker@arr`);
    await client.count(2);
    expect(client.frames()[1]).toMatchObject([{ e: '24hrMiniTicker' }]);
  });

  it('cuts sockets, silences streams and sends malformed frames on demand', async () => {
    const { market, server } = await serve();
    const client = await SocketClient.open(`${server.wsUrl}/ws/btcusdt@aggTrade`);
    server.silence('btcusdt@aggTrade', true);
    market.step(2);
    server.silence('btcusdt@aggTrade', false);
    server.sendRaw('btcusdt@aggTrade', '{"e":"aggTrade"');
    market.step(2);
    server.announceShutdown();
    await client.count(3);
    expect(client.texts[0]).toBe('{"e":"aggTrade"');
    expect(JSON.parse(client.texts[1] ?? '')).toMatchObject({ a: 2 });
    expect(JSON.parse(client.texts[2] ?? '')).toMatchObject({ e: 'serverShutdown' });
    server.cutSockets();
    expect(await client.closed).toBe(1006);
    expect(server.connectionsOpened()).toBe(1);
  });

  it('refuses a socket on any other path', async () => {
    const { server } = await serve();
    await expect(SocketClient.open(`${server.wsUrl}/socket`)).rejects.toThrow('404');
  });
});
