import { afterEach, describe, expect, test } from 'vitest';
import { BINANCE_SOCKET } from '../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import { BUSY, coins, type FeedRun, inOrder, type RunOptions, runFeed } from './feed-in-virtual-time.ts';

const { heartbeatStream, tradeStream } = BINANCE_SOCKET;
const { coinsPerConnection, maxConnections } = BINANCE_SOCKET.limits;

let run: FeedRun | null = null;

async function begin(options: RunOptions = {}): Promise<FeedRun> {
  run = await runFeed(options);
  return run;
}

afterEach(async () => {
  expect(run?.faults ?? []).toEqual([]);
  await run?.stop();
  run = null;
});

const sizes = ({ server }: FeedRun) => server.connections().map(({ streams }) => streams.size);
const placeOf = ({ server }: FeedRun, symbol: string) =>
  server.connections().findIndex(({ streams }) => streams.has(tradeStream(symbol)));
const [C0 = '', C1 = '', C2 = ''] = coins(3);

describe('coins are spread over connections', () => {
  test('450 of them over three, none of which sends too many messages', async () => {
    const feed = await begin({ coins: coins(449) });
    expect(sizes(feed)).toEqual([coinsPerConnection + 1, coinsPerConnection + 1, 51]);
    for (const { streams } of feed.server.connections()) expect(streams).toContain(heartbeatStream);
    await feed.pass(3);
    expect(feed.instants.size).toBe(450);
    expect(feed.events).toEqual([]);
    // the server closes a connection at the sixth message in any second
    expect(feed.log.messages()).not.toContain('socket lost');
    expect(feed.server.connectionsOpened()).toBe(3);
  });

  test('a connection whose coins change all the time still sends few messages', async () => {
    const feed = await begin({ coins: coins(2) });
    const before = feed.server.controlMessages().length;
    for (let i = 0; i < 50; i += 1) {
      feed.feed.want(new Set([BUSY, i % 2 === 0 ? C0 : C1]));
      await feed.pass(0.1);
    }
    expect(feed.server.controlMessages().length - before).toBeGreaterThan(10);
    // the server closes a connection at the sixth message in any second
    expect(feed.server.connectionsOpened()).toBe(1);
  });

  test('a coin stays where it is when others come and go', async () => {
    const feed = await begin({ coins: coins(5), coinsPerConnection: 2 });
    const before = coins(5).map((symbol) => placeOf(feed, symbol));
    feed.feed.want(new Set([BUSY, ...coins(5).filter((symbol) => symbol !== C1), 'NEWUSDT', 'NEWERUSDT']));
    await feed.until(() => feed.feed.isSubscribed('NEWUSDT') && feed.feed.isSubscribed('NEWERUSDT'));
    await feed.pass(1);
    expect(coins(5).map((symbol) => placeOf(feed, symbol))).toEqual([before[0], -1, ...before.slice(2)]);
    expect(placeOf(feed, 'NEWUSDT')).toBe(before[1]);
    expect(placeOf(feed, 'NEWERUSDT')).toBe(3);
    expect(feed.events.join()).not.toContain('interrupted');
  });

  test('a connection without coins ends, but for the first', async () => {
    const feed = await begin({ coins: coins(3), coinsPerConnection: 2 });
    feed.feed.want(new Set());
    await feed.pass(1);
    expect(sizes(feed)).toEqual([1]);
    expect(feed.feed.isReady()).toBe(true);
  });

  test('a name that the exchange refuses is given up with its reason, and all the others are carried', async () => {
    const odd = '币安人生USDT';
    const feed = await begin({ coins: [...coins(50), '人生USDT'] });
    feed.server.refuseStream(tradeStream(odd), true);
    feed.feed.want(new Set([...feed.symbols, odd, 'NEWUSDT']));
    await feed.until(() => feed.events.includes(`rejected ${odd}`));
    expect(feed.feed.rejectionOf(odd)).toBe('2: Invalid request: invalid stream');
    await feed.until(() => feed.feed.isSubscribed('NEWUSDT'));
    feed.server.connections()[0]?.cut();
    await feed.until(() => feed.server.connectionsOpened() === 2);
    const others = [...feed.symbols, 'NEWUSDT'];
    await feed.until(() => others.every((symbol) => feed.feed.isSubscribed(symbol)));
    expect([feed.feed.isSubscribed(odd), feed.feed.rejectionOf(odd)]).toEqual([false, expect.any(String)]);
    // the server closes a connection at the sixth message in any second
    expect(feed.server.connectionsOpened()).toBe(2);
    feed.server.refuseStream(tradeStream(odd), false);
    feed.server.connections()[0]?.cut();
    await feed.until(() => feed.feed.isSubscribed(odd));
    expect(feed.feed.rejectionOf(odd)).toBeNull();
  });

  test('a lost connection interrupts its own coins only', async () => {
    const feed = await begin({ coins: coins(3), coinsPerConnection: 2 });
    feed.server.connections()[1]?.cut();
    await feed.until(() => feed.events.length === 2);
    expect(feed.events).toEqual([expect.stringContaining(`interrupted ${C1} ${C2}: `), `subscribed ${C1} ${C2}`]);
    expect(inOrder(feed.ids.get(BUSY) ?? []).holes).toBe(0);
    expect(feed.server.restRequests()).toEqual([]);
  });

  test('coins that no connection has room for are logged', async () => {
    const feed = await begin({ coins: coins(maxConnections), coinsPerConnection: 1, canLeaveOut: true });
    expect(feed.log.lines.find(({ level }) => level === 'error')).toMatchObject({
      message: 'more coins are wanted than the connections can carry',
      fields: { wanted: maxConnections + 1, leftOut: 1 },
    });
    expect(feed.server.connectionCount()).toBe(maxConnections);
  });
});

describe('what the exchange lists', () => {
  test('a lost subscription is requested again; one too many is unsubscribed', async () => {
    const feed = await begin({ coins: coins(3) });
    const [connection] = feed.server.connections();
    connection?.forget(tradeStream(C0));
    connection?.streams.add('strayusdt@aggTrade');
    feed.feed.want(new Set([...feed.symbols, 'NEWUSDT'])); // once this is acknowledged, the list is requested
    await feed.until(() => feed.events.length === 3);
    await feed.pass(1);
    expect(feed.events.slice(1)).toEqual([`interrupted ${C0}: the exchange lost the subscription`, `subscribed ${C0}`]);
    expect([...(connection?.streams ?? [])].sort()).toEqual(
      [heartbeatStream, ...[BUSY, ...coins(3), 'NEWUSDT'].map(tradeStream)].sort(),
    );
    expect(feed.counters.lostSubscriptions).toBe(1);
  });

  test('it is requested as soon as the subscriptions are acknowledged', async () => {
    const feed = await begin({ coins: coins(1) });
    const lists = () => feed.server.controlMessages().filter((text) => text.includes('LIST_SUBSCRIPTIONS')).length;
    expect(lists()).toBe(1);
    feed.feed.want(new Set([BUSY, C0, C1]));
    await feed.pass(2);
    expect(lists()).toBe(2);
    await feed.pass(20);
    expect(lists()).toBe(2);
  });
});

test('a refused region is logged once, with what to do, and tried slowly until it is accepted', async () => {
  const feed = await begin({ coins: coins(3), coinsPerConnection: 2, refusal: 451 });
  await feed.pass(150);
  const errors = feed.log.lines.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]?.message).toMatch(/eu-west-1.*data-stream\.binance\.vision/);
  expect(feed.server.upgradesRefused()).toBe(6); // two connections, at 0, 60 and 120 s
  expect(feed.counters.regionRefusals).toBe(6);
  expect([feed.feed.isReady(), feed.server.restRequests()]).toEqual([false, []]);
  feed.server.refuseUpgrades(null);
  await feed.until(() => feed.symbols.every((symbol) => feed.feed.isSubscribed(symbol)));
  expect(feed.feed.isReady()).toBe(true);
});

describe('every frame is passed on', () => {
  test('a burst of 10,000 trades in one moment', async () => {
    const feed = await begin({ coins: coins(1) });
    feed.market.trade(C0, 10_000);
    await feed.pass(0.1);
    expect(feed.ids.get(C0)).toHaveLength(10_000);
    expect(inOrder(feed.ids.get(C0) ?? [])).toEqual({ first: 1, last: 10_000, holes: 0 });
    await feed.pass(15);
    expect(feed.events).toEqual([]);
  });

  test('a burst in the middle of a replacement', async () => {
    const feed = await begin({ coins: coins(1) });
    feed.server.announceShutdown();
    await feed.until(() => feed.server.connections()[1]?.streams.has(tradeStream(C0)) ?? false);
    feed.market.trade(C0, 10_000);
    await feed.until(() => feed.counters.replacedConnections === 1);
    feed.market.trade(C0);
    await feed.pass(1);
    expect(inOrder(feed.ids.get(C0) ?? [])).toEqual({ first: 1, last: 10_001, holes: 0 });
    expect(feed.events).toEqual([]);
  });

  test('of frames that come doubled and in the wrong order, each at least once', async () => {
    const feed = await begin({ coins: coins(1) });
    const random = RandomNumbers.fromSeed(7);
    feed.server.disturb({ doubled: 0.3, swapped: 0.3, random: () => random.next() });
    for (let i = 0; i < 50; i += 1) {
      feed.market.trade(C0);
      await feed.pass(0.1);
    }
    feed.server.disturb(null);
    await feed.pass(0.1);
    const ids = feed.ids.get(C0) ?? [];
    expect(new Set(ids).size).toBe(50);
    expect(ids.length).toBeGreaterThan(50);
    expect(inOrder(ids).holes).toBeGreaterThan(0);
  });
});
