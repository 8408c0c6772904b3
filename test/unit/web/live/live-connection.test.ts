import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ServerFrame } from '../../../../contract/live-frames.ts';
import { link, setLink } from '../../../../web/live/link.ts';
import { LiveConnection, type LiveDeps } from '../../../../web/live/live-connection.ts';
import { FakeServer } from './fake-server.ts';

const MINUTE = 60_000;

let server: FakeServer;
let frames: ServerFrame[];
let gaps: number;
let polls: number;
let pollFails: boolean;
let token: string | null;
let url: string;
let random: number;
let connections: LiveConnection[];

beforeEach(async () => {
  // the network stays real: what Node waits with for packets is not faked
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  setLink('connecting', Date.now());
  server = await FakeServer.start();
  [frames, gaps, polls, pollFails, token, url, random, connections] = [[], 0, 0, false, null, server.url, 0.5, []];
});

afterEach(async () => {
  for (const connection of connections) connection.stop();
  vi.useRealTimers();
  await server.stop();
});

function connect(other: Partial<LiveDeps> = {}): LiveConnection {
  const connection = new LiveConnection({
    openSocket: () => new WebSocket(url),
    readToken: async () => token,
    poll: async () => {
      polls += 1;
      if (pollFails) throw new Error('nothing answers');
    },
    onFrame: (frame) => void frames.push(frame),
    onGap: () => {
      gaps += 1;
    },
    random: () => random,
    ...other,
  });
  connections.push(connection);
  connection.start();
  return connection;
}

/** Lets the network have its turns until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Time passes in steps that the network keeps up with. */
async function pass(ms: number, step = 5_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    await vi.advanceTimersByTimeAsync(Math.min(step, ms - passed));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

const isLive = () => link.value.state === 'live';
const pricesOf = (symbol: string): ServerFrame => ({
  type: 'prices',
  coins: [{ symbol, state: 'live', at: null, price: '1', tradeAt: null, minute: null, closed: null }],
});

describe('a connection that is open', () => {
  test('subscribes once to a coin that two parts look at, and ends it when both are gone', async () => {
    const connection = connect();
    const stop = [connection.watch(['BTCUSDT', 'ETHUSDT']), connection.watch(['BTCUSDT'])];
    await until(() => server.said(0).length === 1);
    stop[0]?.();
    stop[0]?.();
    await until(() => server.said(0).length === 2);
    stop[1]?.();
    await until(() => server.said(0).length === 3);
    expect(server.said(0)).toEqual(['subscribe BTCUSDT,ETHUSDT', 'unsubscribe ETHUSDT', 'unsubscribe BTCUSDT']);
  });

  test('says nothing when the parts change and look at the same coins', async () => {
    const connection = connect();
    const stop = connection.watch(['BTCUSDT']);
    await until(() => server.said(0).length === 1);
    stop();
    connection.watch(['BTCUSDT']);
    connection.watch(['ETHUSDT']);
    await until(() => server.said(0).length === 2);
    expect(server.said(0)).toEqual(['subscribe BTCUSDT', 'subscribe ETHUSDT']);
  });

  test('signs in with a message, renews before the token ends, and asks again a minute after a refusal', async () => {
    token = 'first';
    const connection = connect();
    connection.setSignedIn(true);
    await until(() => server.said(0).includes('sign-in first'));
    server.send({ type: 'signed-in', until: new Date(Date.now() + 10 * MINUTE).toISOString() });
    await until(() => frames.length === 1);
    token = 'second';
    await pass(8 * MINUTE);
    expect(server.said(0)).not.toContain('sign-in second');
    await pass(1 * MINUTE);
    expect(server.said(0).filter((said) => said === 'sign-in second')).toHaveLength(1);
    server.send({ type: 'error', code: 'bad-token', detail: 'expired' });
    await until(() => frames.length > 1 && frames.at(-1)?.type === 'error');
    token = 'third';
    await pass(70_000);
    expect(server.said(0).filter((said) => said === 'sign-in third')).toHaveLength(1);
  });

  test('goes on without a person when the issuer does not answer', async () => {
    const connection = connect({ readToken: () => Promise.reject(new Error('the issuer is gone')) });
    connection.watch(['BTCUSDT']);
    await until(() => server.said(0).length === 1);
    expect(server.said(0)).toEqual(['subscribe BTCUSDT']);
  });

  test('replaces its socket when somebody signs out: the new one is nobody’s', async () => {
    token = 'mine';
    const connection = connect();
    connection.setSignedIn(true);
    await until(() => server.said(0).includes('sign-in mine'));
    token = null;
    connection.setSignedIn(false);
    await until(() => server.sockets.length === 2 && server.open.length === 1);
    expect(server.said(1).filter((said) => said.startsWith('sign-in'))).toEqual([]);
  });

  test('pings every four minutes when nothing is looked at, so that the gateway keeps it', async () => {
    connect();
    await until(isLive);
    await pass(9 * MINUTE);
    expect(server.said(0)).toEqual(['ping', 'ping']);
    expect(server.open).toHaveLength(1);
  });

  test('finds a peer dead that neither sends nor answers, within half a minute, and opens another socket', async () => {
    const connection = connect();
    connection.watch(['BTCUSDT']);
    await until(() => server.said(0).length === 1);
    server.answers = false;
    await pass(45_000);
    await until(() => server.sockets.length > 1);
    await until(isLive);
    expect(gaps).toBe(1);
    expect(server.said(1)[0]).toBe('subscribe BTCUSDT');
  });

  test('takes over to a second socket before two hours, without a moment without one, and passes nothing twice', async () => {
    const connection = connect();
    connection.watch(['BTCUSDT']);
    await until(isLive);
    await pass(109 * MINUTE);
    expect(server.sockets).toHaveLength(1);
    await pass(3 * MINUTE);
    await until(() => server.sockets.length === 2 && server.open.length === 1);
    expect(server.said(1)[0]).toBe('subscribe BTCUSDT');
    server.send(pricesOf('BTCUSDT'));
    await until(() => frames.some(({ type }) => type === 'prices'));
    expect([gaps, polls, link.value.state]).toEqual([0, 0, 'live']);
  });

  test('keeps its socket until the second one has signed in: no fire comes in between', async () => {
    token = 'mine';
    const connection = connect();
    connection.setSignedIn(true);
    await until(isLive);
    await pass(112 * MINUTE);
    await until(() => server.said(1).includes('sign-in mine'));
    expect(server.open).toHaveLength(2);
    server.send({ type: 'alert', id: 'a', symbol: 'BTCUSDT', version: 2, status: 'active' }, server.sockets[0]);
    await until(() => frames.some(({ type }) => type === 'alert'));
    server.send({ type: 'signed-in', until: new Date(Date.now() + 10 * MINUTE).toISOString() }, server.sockets[1]);
    await until(() => server.open.length === 1);
    expect(server.open).toEqual([server.sockets[1]]);
  });

  test('passes over what is no frame', async () => {
    connect();
    await until(isLive);
    server.open[0]?.send('no json');
    server.open[0]?.send('{"message":"Internal server error"}');
    server.send(pricesOf('BTCUSDT'));
    await until(() => frames.length > 0);
    expect(frames.map(({ type }) => type)).toEqual(['prices']);
  });
});

describe('a connection that is lost', () => {
  test('comes back, subscribes again, and says that frames may have been missed', async () => {
    const connection = connect();
    connection.watch(['BTCUSDT']);
    await until(isLive);
    server.sockets[0]?.terminate();
    await until(() => link.value.state === 'connecting');
    await pass(2_000, 500);
    await until(isLive);
    expect([gaps, polls]).toEqual([1, 0]);
    expect(server.said(1)[0]).toBe('subscribe BTCUSDT');
  });

  test('reads the coins every five seconds while no socket opens, says so, and ends that when one does', async () => {
    const { port } = server;
    await server.stop();
    connect();
    await pass(3_500, 500);
    expect([link.value.state, polls]).toEqual(['polling', 1]);
    await pass(20_000, 1_000);
    expect(polls).toBe(5);
    server = await FakeServer.start(port);
    await pass(70_000, 1_000);
    await until(isLive);
    const before = polls;
    await pass(30_000, 1_000);
    expect(polls).toBe(before);
    expect(gaps).toBe(1);
  });

  test('is offline when nothing answers at all', async () => {
    await server.stop();
    pollFails = true;
    connect();
    await pass(10_000, 1_000);
    expect(link.value.state).toBe('offline');
    pollFails = false;
    await pass(6_000, 1_000);
    expect(link.value.state).toBe('polling');
    server = await FakeServer.start();
  });

  test('tries ever more seldom', async () => {
    await server.stop();
    let opened = 0;
    random = 1;
    connect({
      openSocket: () => {
        opened += 1;
        return new WebSocket(url);
      },
    });
    await pass(30 * MINUTE, 1_000);
    // 2 + 4 + 8 + 16 + 32 s, then one a minute
    expect(opened).toBeGreaterThan(30);
    expect(opened).toBeLessThan(36);
    server = await FakeServer.start();
  });

  test('gives its socket up when the browser says that the network is gone, and opens one when it is back', async () => {
    pollFails = true;
    const connection = connect();
    await until(isLive);
    connection.setOnline(false);
    await until(() => server.open.length === 0);
    await pass(10_000, 1_000);
    expect(link.value.state).toBe('offline');
    connection.setOnline(true);
    await until(isLive);
    expect(gaps).toBe(1);
  });

  test('tries at once when the browser says that the network is back', async () => {
    const { port } = server;
    await server.stop();
    random = 1;
    const connection = connect();
    await pass(20_000, 1_000);
    connection.setOnline(false);
    expect(link.value.state).toBe('offline');
    server = await FakeServer.start(port);
    connection.setOnline(true);
    await until(isLive);
  });
});

describe('a hidden tab', () => {
  test('drops prices after half a minute, keeps the socket for triggers, and reads again when it is shown', async () => {
    token = 'mine';
    const connection = connect();
    connection.setSignedIn(true);
    connection.watch(['BTCUSDT']);
    await until(() => server.said(0).includes('subscribe BTCUSDT'));
    connection.setHidden(true);
    await pass(29_000, 1_000);
    expect(server.said(0)).not.toContain('unsubscribe BTCUSDT');
    await pass(2_000, 1_000);
    await until(() => server.said(0).includes('unsubscribe BTCUSDT'));
    await pass(10 * MINUTE);
    expect(server.open).toHaveLength(1);
    connection.setHidden(false);
    await until(() => server.said(0).filter((said) => said === 'subscribe BTCUSDT').length === 2);
    expect(gaps).toBe(1);
  });

  test('closes the socket of nobody, and opens one when it is shown', async () => {
    const connection = connect();
    connection.watch(['BTCUSDT']);
    await until(isLive);
    connection.setHidden(true);
    await pass(31_000, 1_000);
    await until(() => server.open.length === 0);
    await pass(10 * MINUTE);
    expect([server.sockets.length, polls]).toEqual([1, 0]);
    connection.setHidden(false);
    await until(() => server.open.length === 1);
    await until(isLive);
    expect(gaps).toBe(1);
  });

  test('that is hidden when its person signs out opens no socket for nobody', async () => {
    token = 'mine';
    const connection = connect();
    connection.setSignedIn(true);
    await until(() => server.said(0).includes('sign-in mine'));
    connection.setHidden(true);
    await pass(35_000);
    token = null;
    connection.setSignedIn(false);
    await until(() => server.open.length === 0);
    await pass(60_000);
    expect(server.sockets).toHaveLength(1);
    connection.setHidden(false);
    await until(isLive);
    expect(server.sockets).toHaveLength(2);
  });

  test('that is hidden for a moment alone keeps its prices', async () => {
    const connection = connect();
    connection.watch(['BTCUSDT']);
    await until(() => server.said(0).length === 1);
    connection.setHidden(true);
    await pass(20_000, 1_000);
    connection.setHidden(false);
    await pass(60_000, 1_000);
    expect(server.said(0).filter((said) => said !== 'ping')).toEqual(['subscribe BTCUSDT']);
    expect(gaps).toBe(0);
  });
});
