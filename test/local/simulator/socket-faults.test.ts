import { afterEach, describe, expect, it } from 'vitest';
import {
  type ExchangeServer,
  type ExchangeServerOptions,
  startExchangeServer,
} from '../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { StreamConnection } from '../../../local/simulator/socket/stream-connection.ts';
import { SocketClient } from './socket-client.ts';
import { tapeRows } from './tape-rows.ts';

const BTC = 'btcusdt@aggTrade';
const opened: ExchangeServer[] = [];

async function serve(options: Partial<ExchangeServerOptions> = {}) {
  const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(30) } });
  const server = await startExchangeServer({ market, miniTickerIntervalMs: 0, ...options });
  opened.push(server);
  return { market, server, ...(await connect(server)) };
}

async function connect(server: ExchangeServer): Promise<{ client: SocketClient; connection: StreamConnection }> {
  const client = await SocketClient.open(`${server.wsUrl}/ws/${BTC}`);
  const connection = server.connections().at(-1);
  if (!connection) throw new Error('the server has no socket');
  return { client, connection };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const ids = (client: SocketClient) => client.frames().flatMap((frame) => (frame.e === 'aggTrade' ? [frame.a] : []));

/** Waits for an answer, which comes after all that was sent before. */
async function takenIn(client: SocketClient, id: number): Promise<unknown[]> {
  client.send({ method: 'LIST_SUBSCRIPTIONS', id });
  await client.answer(id);
  return ids(client);
}

describe('faults of one socket, while the others have none', () => {
  it('stalled, it loses its frames and still answers', async () => {
    const { market, server, client, connection } = await serve();
    const other = await connect(server);
    connection.become('stalled');
    market.step(3);
    expect(await takenIn(client, 1)).toEqual([]);
    connection.become('well');
    market.step(1);
    expect(await takenIn(client, 2)).toEqual([4]);
    expect(await takenIn(other.client, 1)).toEqual([1, 2, 3, 4]);
  });

  it('held back, its frames come later, all of them and in order', async () => {
    const { market, client, connection } = await serve();
    connection.become('held-back');
    market.step(3);
    expect(await takenIn(client, 1)).toEqual([]);
    connection.become('well');
    market.step(1);
    expect(await takenIn(client, 2)).toEqual([1, 2, 3, 4]);
  });

  it('half-open, it sends nothing any more, not even the answer to a close', async () => {
    const { market, server, client, connection } = await serve({ limits: { pingIntervalMs: 20, pongTimeoutMs: 40 } });
    connection.become('half-open');
    connection.become('well');
    market.step(3);
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    client.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    client.socket.close();
    const { client: other } = await connect(server);
    other.send({ method: 'LIST_SUBSCRIPTIONS', id: 1 });
    await other.answer(1);
    await expect.poll(() => other.socket.readyState).toBe(other.socket.OPEN);
    expect([client.texts, pings, client.socket.readyState]).toEqual([[], 0, client.socket.CLOSING]);
    client.socket.terminate();
    expect(await client.closed).toBe(1006);
  });

  it('silent in one stream, it still lists the stream, until that is subscribed again', async () => {
    const { market, client, connection } = await serve();
    connection.silence(BTC, 'subscribed-again');
    market.step(2);
    expect(await takenIn(client, 1)).toEqual([]);
    expect(client.frames()[0]).toEqual({ result: [BTC], id: 1 });
    client.send({ method: 'UNSUBSCRIBE', params: [BTC], id: 2 });
    client.send({ method: 'SUBSCRIBE', params: [BTC], id: 3 });
    await client.answer(3);
    market.step(1);
    expect(await takenIn(client, 4)).toEqual([3]);
  });

  it('silent until it is opened again, it stays silent however often the stream is subscribed', async () => {
    const { market, server, client, connection } = await serve();
    connection.silence(BTC, 'reconnected');
    client.send({ method: 'SUBSCRIBE', params: [BTC], id: 1 });
    await client.answer(1);
    market.step(1);
    expect(await takenIn(client, 2)).toEqual([]);
    const { client: next } = await connect(server);
    market.step(1);
    expect(await takenIn(next, 1)).toEqual([2]);
  });

  it('forgetful, it drops a subscription, and only its list shows that', async () => {
    const { market, client, connection } = await serve();
    connection.forget(BTC);
    market.step(1);
    expect(await takenIn(client, 1)).toEqual([]);
    expect(client.frames()).toEqual([{ result: [], id: 1 }]);
  });

  it('deaf, it sends its frames and answers nothing', async () => {
    const { market, server, client, connection } = await serve();
    connection.deafen();
    client.send({ method: 'UNSUBSCRIBE', params: [BTC], id: 1 });
    await expect.poll(() => server.controlMessages()).toHaveLength(1);
    market.step(1);
    await client.count(1);
    expect(ids(client)).toEqual([1]);
  });

  it('leaving, it announces that to its own client only', async () => {
    const { server, client, connection } = await serve();
    const other = await connect(server);
    connection.announceShutdown(7);
    await client.count(1);
    expect(client.frames()).toEqual([{ e: 'serverShutdown', E: 7 }]);
    await takenIn(other.client, 1);
    expect(other.client.texts).toHaveLength(1);
  });

  it('too old, it is closed by the exchange', async () => {
    const { client } = await serve({ limits: { maxConnectionAgeMs: 30 } });
    expect(await client.closed).toBe(1001);
  });
});

describe('faults of all sockets', () => {
  it('the region is refused on the upgrade, until the refusal ends', async () => {
    const { server } = await serve();
    server.refuseUpgrades(451);
    await expect(connect(server)).rejects.toThrow('451');
    expect([server.upgradesRefused(), server.connectionCount()]).toEqual([1, 1]);
    server.refuseUpgrades(null);
    await connect(server);
    expect(server.connectionCount()).toBe(2);
  });

  it('trades come twice', async () => {
    const { market, server, client } = await serve();
    server.disturb({ doubled: 1, swapped: 0, random: () => 0.5 });
    market.step(2);
    expect(await takenIn(client, 1)).toEqual([1, 1, 2, 2]);
  });

  it('trades come in the wrong order, and none is lost, not even the last one', async () => {
    const { market, server, client } = await serve();
    server.disturb({ doubled: 0, swapped: 1, random: () => 0.5 });
    market.step(5);
    expect(await takenIn(client, 1)).toEqual([2, 1, 4, 3]);
    server.sendMiniTickers();
    expect(await takenIn(client, 2)).toEqual([2, 1, 4, 3, 5]);
    market.step(1);
    server.disturb(null);
    market.step(1);
    expect(await takenIn(client, 3)).toEqual([2, 1, 4, 3, 5, 6, 7]);
  });

  it('10,000 trades at once all come, and in order', async () => {
    const market = new TapeMarket({ tapes: { BTCUSDT: tapeRows(10_000) } });
    const server = await startExchangeServer({ market, miniTickerIntervalMs: 0 });
    opened.push(server);
    const { client } = await connect(server);
    market.step(10_000);
    await client.count(10_000);
    expect(ids(client)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  });
});
