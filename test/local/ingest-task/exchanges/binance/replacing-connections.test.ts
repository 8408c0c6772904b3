import { afterEach, expect, test } from 'vitest';
import { BUSY, coins, type FeedRun, inOrder, type RunSettings, runFeed } from './feed-in-virtual-time.ts';

let run: FeedRun | null = null;

async function begin(settings: RunSettings = {}): Promise<FeedRun> {
  run = await runFeed(settings);
  return run;
}

afterEach(async () => {
  expect(run?.faults ?? []).toEqual([]);
  expect(run?.server.restRequests() ?? []).toEqual([]);
  await run?.stop();
  run = null;
});

/** The busy coin's trades came in order, without a hole, up to the last one made. */
function expectNoHole({ ids, market }: FeedRun): void {
  const newest = market.recentTrades(BUSY, 0, 1)[0]?.id;
  expect(inOrder(ids.get(BUSY) ?? [])).toMatchObject({ last: newest, holes: 0 });
}

test('an announced shutdown replaces the connection, and no coin notices', async () => {
  const feed = await begin({ coins: coins(5) });
  feed.server.announceShutdown();
  await feed.until(() => feed.counters.replacedConnections === 1);
  await feed.pass(3);
  expect(feed.events).toEqual([]);
  expect([feed.server.connectionCount(), feed.server.connectionsOpened()]).toEqual([1, 2]);
  expectNoHole(feed);
});
