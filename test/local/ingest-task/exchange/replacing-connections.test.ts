import { afterEach, describe, expect, test } from 'vitest';
import { SILENT_REPLACEMENT_MS } from '../../../../ingest-task/exchange/silent-streams.ts';
import { BINANCE_SOCKET } from '../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { BUSY, coins, type FeedRun, inOrder, type RunOptions, runFeed } from './feed-in-virtual-time.ts';

const { heartbeatStream, tradeStream } = BINANCE_SOCKET;
const { maxAgeMs, ageJitterMs } = BINANCE_SOCKET.limits;

let run: FeedRun | null = null;

async function begin(options: RunOptions = {}): Promise<FeedRun> {
  run = await runFeed({ coins: coins(3), ...options });
  return run;
}

afterEach(async () => {
  expect(run?.faults ?? []).toEqual([]);
  expect(run?.server.restRequests() ?? []).toEqual([]);
  await run?.stop();
  run = null;
});

const ALL = [BUSY, ...coins(3)].join(' ');
const [C0 = '', C1 = ''] = coins(3);
const first = ({ server }: FeedRun) => {
  const [connection] = server.connections();
  if (!connection) throw new Error('no socket is open');
  return connection;
};
const replaced = (feed: FeedRun, times = 1) => feed.until(() => feed.counters.replacedConnections === times);

/** The busy coin's trades came in order, without a hole, up to the last one made. */
function expectNoHole({ ids, market }: FeedRun): void {
  const newest = market.recentTrades(BUSY, 0, 1)[0]?.id;
  expect(inOrder(ids.get(BUSY) ?? [])).toMatchObject({ last: newest, holes: 0 });
}

/** No event of any coin came, no trade is missing, and one socket is open: the second. */
function expectUnnoticed(feed: FeedRun): void {
  expect(feed.events).toEqual([]);
  expect([feed.server.connectionCount(), feed.server.connectionsOpened()]).toEqual([1, 2]);
  expectNoHole(feed);
}

describe('a connection that works is replaced, and no coin notices', () => {
  test('when the server announces its shutdown', async () => {
    const feed = await begin();
    feed.server.announceShutdown();
    await replaced(feed);
    await feed.pass(3);
    expectUnnoticed(feed);
  });

  test('though the frames of the old one come seconds late', async () => {
    const feed = await begin();
    const old = first(feed);
    feed.server.announceShutdown();
    await feed.pass(0.1);
    old.become('held-back');
    await feed.pass(4);
    expect(feed.server.connectionCount()).toBe(2);
    old.become('well');
    await replaced(feed);
    await feed.pass(3);
    expectUnnoticed(feed);
  });

  test('an hour or two before it is a day old', async () => {
    const ages: number[] = [];
    const feed = await begin({
      adjustClock: (clock) => ({
        ...clock,
        after(delayMs, runIt) {
          if (delayMs < maxAgeMs - ageJitterMs) return clock.after(delayMs, runIt);
          ages.push(delayMs);
          return clock.after(ages.length === 1 ? 5_000 : delayMs, runIt);
        },
      }),
    });
    await replaced(feed);
    await feed.pass(3);
    expectUnnoticed(feed);
    expect(ages).toHaveLength(2);
    for (const ageMs of ages) expect(ageMs).toBeLessThanOrEqual(maxAgeMs);
  });

  test('when it answers no control message any more', async () => {
    const feed = await begin();
    first(feed).deafen();
    feed.feed.want(new Set([...feed.symbols, 'NEWUSDT']));
    await replaced(feed);
    await feed.pass(3);
    expect(feed.events).toEqual(['subscribed NEWUSDT']);
    expectNoHole(feed);
  });
});

describe('a connection that is dead before its successor is ready interrupts its coins', () => {
  test.each(['stalled', 'half-open'] as const)('%s: it is replaced, and nothing waits for its end', async (health) => {
    const feed = await begin();
    first(feed).become(health);
    await replaced(feed);
    expect(feed.events).toEqual([`interrupted ${ALL}: no frame came for too long`, `subscribed ${ALL}`]);
    feed.ids.clear();
    await feed.pass(2);
    expectNoHole(feed);
    expect(feed.instants.get(C0)).toBeGreaterThan(feed.market.now() - 2_000);
  });

  test('frames of a stalled one that come after its end have no effect', async () => {
    const feed = await begin();
    const old = first(feed);
    old.become('held-back');
    await replaced(feed);
    feed.market.trade(C0);
    await feed.pass(1);
    const known = [...feed.ids].map(([symbol, ids]) => [symbol, ids.length]);
    const before = feed.events.length;
    old.become('well');
    await feed.pass(0);
    expect([...feed.ids].map(([symbol, ids]) => [symbol, ids.length])).toEqual(known);
    expect(feed.events).toHaveLength(before);
  });

  test('one that comes back to life carries its coins again, while no successor is accepted', async () => {
    const feed = await begin();
    feed.server.refuseUpgrades(503);
    first(feed).become('stalled');
    await feed.until(() => feed.events.length === 1);
    first(feed).become('well');
    await feed.until(() => feed.events.length === 2);
    expect(feed.events).toEqual([`interrupted ${ALL}: no frame came for too long`, `subscribed ${ALL}`]);
    feed.server.refuseUpgrades(null);
    await replaced(feed);
    expect(feed.events).toHaveLength(2);
  });

  test('one that only lacks heartbeats goes on until its successor is ready; trades may have been missed meanwhile', async () => {
    const feed = await begin();
    first(feed).silence(heartbeatStream, 'reconnected');
    await replaced(feed);
    const reason = 'no heartbeat came for too long';
    expect(feed.events).toEqual([`interrupted ${ALL}: ${reason}`, `subscribed ${ALL}`]);
    await feed.pass(2);
    expectNoHole(feed);
  });

  test('a lost one is opened again', async () => {
    const feed = await begin();
    feed.server.cutSockets();
    await feed.until(() => feed.events.length === 2);
    expect(feed.events).toEqual([expect.stringContaining(`interrupted ${ALL}: closed with 1006`), `subscribed ${ALL}`]);
    expect(feed.counters).toMatchObject({ reconnects: 1, replacedConnections: 0 });
  });
});

test('a process that stood still for a minute does not take its own pause for silence', async () => {
  let heldUpMs = 0;
  const feed = await begin({
    adjustClock: (clock) => ({
      ...clock,
      elapsed: () => clock.elapsed() + heldUpMs,
      now: () => clock.now() + heldUpMs,
    }),
  });
  feed.feed.want(new Set([...feed.symbols, 'NEWUSDT'])); // a control message is unanswered
  heldUpMs = 60_000;
  await feed.pass(5);
  expect(feed.events).toEqual(['subscribed NEWUSDT']);
  expect(feed.server.connectionsOpened()).toBe(1);
});

describe('a connection that is lost while it is replaced', () => {
  test('the old one: its coins are interrupted, and the successor that is there takes them', async () => {
    const feed = await begin();
    const old = first(feed);
    feed.server.announceShutdown();
    await feed.until(() => feed.server.connectionCount() === 2);
    old.cut();
    await feed.until(() => feed.events.length === 2);
    await feed.pass(5);
    expect(feed.events).toEqual([expect.stringContaining(`interrupted ${ALL}`), `subscribed ${ALL}`]);
    expect(feed.server.connectionsOpened()).toBe(2);
    feed.ids.clear();
    await feed.pass(1);
    expectNoHole(feed);
  });

  test('the successor: another one is opened, and no coin notices', async () => {
    const feed = await begin();
    feed.server.announceShutdown();
    await feed.until(() => feed.server.connectionCount() === 2);
    feed.server.connections()[1]?.cut();
    await replaced(feed);
    await feed.pass(2);
    expect(feed.events).toEqual([]);
    expect([feed.server.connectionCount(), feed.server.connectionsOpened()]).toEqual([1, 3]);
    expectNoHole(feed);
  });

  test('a successor that does not have all coins is replaced by another one', async () => {
    const many = coins(250); // more than one message can name
    const feed = await begin({ coins: many, coinsPerConnection: 300 });
    const last = many.at(-1) ?? '';
    feed.server.announceShutdown();
    await feed.until(() => feed.server.connections()[1]?.streams.has(tradeStream(C0)) ?? false);
    feed.server.connections()[1]?.deafen();
    for (let second = 0; second < 20; second += 1) {
      feed.market.trade(last);
      await feed.pass(1);
    }
    await replaced(feed);
    expect(inOrder(feed.ids.get(last) ?? [])).toMatchObject({ last: 20, holes: 0 });
    expect(feed.events).toEqual([]);
    expect(feed.server.connectionsOpened()).toBe(3);
  });

  test('both: a new one is opened', async () => {
    const feed = await begin();
    feed.server.announceShutdown();
    await feed.until(() => feed.server.connectionCount() === 2);
    feed.server.cutSockets();
    await feed.until(() => feed.server.connectionsOpened() === 3 && feed.feed.isSubscribed(C0));
    expect(feed.events[0]).toContain(`interrupted ${ALL}: closed with 1006`);
    expect(feed.events.at(-1)).toBe(`subscribed ${ALL}`);
    expect(feed.server.connectionCount()).toBe(1);
  });

  test('a server that announces its shutdown to every socket gets few connections', async () => {
    const feed = await begin();
    for (let second = 0; second < 60; second += 1) {
      feed.server.announceShutdown();
      await feed.pass(1);
    }
    expect(feed.server.connectionsOpened()).toBeLessThan(15);
    expect(feed.events).toEqual([]);
    expectNoHole(feed);
  });
});

test('coins that are added and removed during a replacement end as they were wanted last', async () => {
  const feed = await begin({ coins: coins(30) });
  const old = first(feed);
  feed.server.announceShutdown();
  await feed.until(() => feed.server.connectionCount() === 2);
  old.become('held-back');
  feed.feed.want(new Set([...coins(20), BUSY, 'NEWUSDT', 'FLEETINGUSDT']));
  await feed.pass(1);
  const wanted = new Set([...coins(20).slice(1), BUSY, 'NEWUSDT']);
  feed.feed.want(wanted);
  await feed.pass(1);
  old.become('well');
  await replaced(feed);
  await feed.pass(3);
  const streams = first(feed).streams;
  expect([...streams].sort()).toEqual([heartbeatStream, ...[...wanted].map(tradeStream)].sort());
  expect([...wanted].every((symbol) => feed.feed.isSubscribed(symbol))).toBe(true);
  expect(feed.feed.isSubscribed(C0)).toBe(false);
  expect(feed.events.join()).toContain('NEWUSDT');
  expect(feed.events.join()).not.toContain('interrupted');
  expectNoHole(feed);
});

describe('a coin whose mini ticker moves while no trade of it comes', () => {
  test('is subscribed again, which is enough where it helps', async () => {
    const feed = await begin();
    await feed.pass(5);
    feed.market.trade(C0);
    await feed.pass(5);
    first(feed).silence(tradeStream(C0), 'subscribed-again');
    feed.market.trade(C0);
    await feed.until(() => feed.events.length === 2, 10);
    expect(feed.events).toEqual([`interrupted ${C0}: silent while its ticker moved`, `subscribed ${C0}`]);
    feed.market.trade(C0);
    await feed.pass(20);
    expect(feed.ids.get(C0)).toEqual([1, 3]);
    expect(feed.events).toHaveLength(2);
    expect(feed.server.connectionsOpened()).toBe(1);
  });

  test('costs the connection a replacement where it does not, which the other coins do not notice', async () => {
    const feed = await begin();
    first(feed).silence(tradeStream(C0), 'reconnected');
    feed.market.trade(C0);
    await feed.pass(3);
    feed.market.trade(C0);
    await feed.until(() => feed.events.length === 2, 15);
    await feed.pass(3);
    feed.market.trade(C0);
    await replaced(feed);
    const silent = `interrupted ${C0}: silent while its ticker moved`;
    expect(feed.events).toEqual([silent, `subscribed ${C0}`, silent, `subscribed ${C0}`]);
    feed.market.trade(C0);
    await feed.pass(2);
    expect(feed.ids.get(C0)).toEqual([4]);
    expectNoHole(feed);
  });

  test('stays interrupted where the connection can not be replaced', async () => {
    const feed = await begin();
    first(feed).silence(tradeStream(C0), 'reconnected');
    feed.server.refuseUpgrades(503);
    for (let second = 0; second < 30; second += 1) {
      feed.market.trade(C0);
      await feed.pass(1);
    }
    const silent = `interrupted ${C0}: silent while its ticker moved`;
    expect(feed.events).toEqual([silent, `subscribed ${C0}`, silent]);
    expect(feed.feed.isSubscribed(C0)).toBe(false);
    expect(feed.instants.get(C0)).toBeLessThan(feed.instants.get(C1) ?? 0);
  });

  test('is subscribed again and again, but does not cost one connection after the other', async () => {
    const feed = await begin();
    feed.server.silence(tradeStream(C0), true);
    for (let second = 0; second < 100; second += 1) {
      feed.market.trade(C0);
      await feed.pass(1);
    }
    expect(SILENT_REPLACEMENT_MS).toBeGreaterThan(100_000);
    expect(feed.server.connectionsOpened()).toBe(2);
    expect(feed.counters.silentStreams).toBeGreaterThan(4);
    expect(feed.events.every((event) => event.includes(C0) && !event.includes(C1))).toBe(true);
  });

  test('is neither one that is quiet nor one whose trades and tickers come a little apart', async () => {
    const feed = await begin();
    for (let second = 0; second < 40; second += 1) {
      if (second % 7 === 0) feed.market.trade(C1);
      await feed.pass(1);
    }
    expect(feed.events).toEqual([]);
    expect(feed.server.connectionsOpened()).toBe(1);
  });
});
