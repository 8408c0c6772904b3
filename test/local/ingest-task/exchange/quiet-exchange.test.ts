import { afterEach, expect, test, vi } from 'vitest';
import type { Cancel } from '../../../../ingest-task/clock.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { createRestClient } from '../../../../ingest-task/exchange/rest-client.ts';
import { PING_CHECKS } from '../../../../ingest-task/exchange/session-health.ts';
import { StreamFeed } from '../../../../ingest-task/exchange/stream-feed.ts';
import { BINANCE_US } from '../../../../ingest-task/exchanges/binance/binance-us.ts';
import { EXCHANGE_LIMITS } from '../../../../local/simulator/exchange-limits.ts';
import { startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { manualClock, settle } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { coins, inOrder, runFeed } from './feed-in-virtual-time.ts';
import { HandMarket } from './hand-market.ts';

const ends: Cancel[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** The feed on a real socket to a server with Binance.US's limits, on which nothing trades but by `trade`. */
async function beginQuiet() {
  const time = manualClock();
  const market = new HandMarket(['BTCUSDT', 'ETHUSDT']);
  const limits = EXCHANGE_LIMITS['binance-us'];
  const server = await startExchangeServer({ market, limits, clock: time.elapsed, miniTickerIntervalMs: 0 });
  const log = recordedLog();
  const events: string[] = [];
  const ids: number[] = [];
  const feed = new StreamFeed({
    exchange: BINANCE_US,
    wsUrl: server.wsUrl,
    clock: time,
    log,
    counters: createCounters(),
    listener: {
      onSubscribed: (symbols) => void events.push(`subscribed ${symbols}`),
      onInterrupted: (symbols, reason) => void events.push(`interrupted ${symbols}: ${reason}`),
      onRejected: (symbol) => void events.push(`rejected ${symbol}`),
      onTrade: (_, trade) => void ids.push(trade.id),
      onMarker: () => undefined,
      onHeartbeat: () => void events.push('heartbeat'),
      onMalformed: (text) => void events.push(`malformed ${text}`),
    },
  });
  ends.push(() => {
    feed.stop();
    void server.close();
  });
  feed.want(new Set(['BTCUSDT', 'ETHUSDT']));
  feed.start();
  const pings = () => server.connections().reduce((sum, connection) => sum + connection.pings, 0);

  /** A trade, and the tickers of the second in which it was made. */
  async function trade(): Promise<void> {
    const before = ids.length;
    market.trade('BTCUSDT');
    server.sendMiniTickers();
    await vi.waitFor(() => expect(ids.length).toBe(before + 1));
    await vi.waitFor(() => expect(events.at(-1)).toBe('heartbeat'));
  }
  /** Seconds in which no ticker changes; tickers are sent as they always are. */
  async function beQuiet(seconds: number): Promise<void> {
    for (let second = 1; second <= seconds; second += 1) {
      const before = pings();
      market.advance(1_000);
      server.sendMiniTickers();
      await time.advance(1_000);
      if (second % PING_CHECKS === 0 && server.connections()[0]?.health === 'well') {
        await vi.waitFor(() => expect(pings()).toBe(before + 1));
        await server.connections()[0]?.roundTrip();
      }
    }
  }
  await vi.waitFor(() => expect(events).toContain('subscribed BTCUSDT,ETHUSDT'));
  await trade();
  events.length = 0;
  return { server, feed, log, events, ids, time, trade, beQuiet, pings };
}

test('where nothing trades for a minute and a half, no coin is interrupted, no socket is replaced, and the next trade comes', async () => {
  const { server, events, ids, beQuiet, trade, pings } = await beginQuiet();
  for (let times = 0; times < 3; times += 1) {
    await beQuiet(90);
    await trade();
  }
  expect(events).toEqual(['heartbeat', 'heartbeat', 'heartbeat']);
  expect(ids).toEqual([1, 2, 3, 4]);
  expect([server.connectionsOpened(), pings()]).toEqual([1, (3 * 90) / PING_CHECKS]);
});

test('a socket that is half open is given up after ten seconds, and another one brings the coins back', async () => {
  const { server, events, time, beQuiet } = await beginQuiet();
  await beQuiet(20);
  server.connections()[0]?.become('half-open');
  for (let second = 0; second < 15 && events.length === 0; second += 1) await time.advance(1_000);
  expect(events).toEqual(['interrupted BTCUSDT,ETHUSDT: no frame came for too long']);
  await time.advance(1_000);
  await vi.waitFor(() => expect(events.slice(1)).toEqual(['subscribed BTCUSDT,ETHUSDT']));
  await settle();
  expect(server.connectionsOpened()).toBe(2);
});

test('a server that answers pings and sends nothing is replaced after two minutes, without an interruption before', async () => {
  const { server, events, beQuiet, log } = await beginQuiet();
  await beQuiet(120);
  expect(server.connectionsOpened()).toBe(1);
  await beQuiet(2);
  await vi.waitFor(() => expect(server.connectionsOpened()).toBe(2));
  expect(events).toEqual([]);
  expect(log.lines.map(({ fields }) => fields?.reason)).toContain('no heartbeat came for too long');
});

test('of 1,200 weight a minute, a back-fill takes what others leave up to 1,080, is not refused, and goes on in the next minute', async () => {
  const time = manualClock({ now: 1_699_999_980_000 });
  const market = new HandMarket(['BTCUSDT']);
  market.trade('BTCUSDT', 3);
  const limits = EXCHANGE_LIMITS['binance-us'];
  const server = await startExchangeServer({ market, limits, clock: time.now, miniTickerIntervalMs: 0 });
  ends.push(() => void server.close());
  const rest = createRestClient(BINANCE_US.rest, server.restUrl, time);
  // others at this address have asked for the catalogue a hundred times
  for (let i = 0; i < 100; i += 1) await (await fetch(`${server.restUrl}/api/v3/exchangeInfo`)).body?.cancel();
  let pages = 0;
  for (; rest.budgetWaitMs('trades') === 0; pages += 1) {
    expect((await rest.fetchTrades({ symbol: 'BTCUSDT', fromId: 2 })).map(({ id }) => id)).toEqual([2, 3]);
  }
  expect([pages, rest.usedWeight(), rest.budgetWaitMs('trades')]).toEqual([80, 1_080, 60_000]);
  expect((await rest.fetchCatalogue()).listings).toHaveLength(1);
  expect(rest.usedWeight()).toBe(1_090);
  await time.advance(60_000);
  expect(rest.budgetWaitMs('trades')).toBe(0);
});

test('450 coins over three connections stay within five messages a second, pings included', async () => {
  const feed = await runFeed({ exchange: 'binance-us', coins: coins(449) });
  await feed.pass(3);
  expect(feed.server.connectionsOpened()).toBe(3);
  expect(feed.events).toEqual([]);
  expect(inOrder(feed.ids.get('BUSYUSDT') ?? []).holes).toBe(0);
  await feed.stop();
});
