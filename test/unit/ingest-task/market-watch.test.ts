import { expect, test } from 'vitest';
import type { Prices, Unwatched } from '../../../domain/coin.ts';
import { decodeTick, type Tick } from '../../../domain/tick.ts';
import { createCounters } from '../../../ingest-task/counters.ts';
import { MAX_REMEMBERED_COINS, MarketWatch } from '../../../ingest-task/market-watch.ts';
import { Publisher } from '../../../ingest-task/publisher.ts';
import { silentMinutes } from '../build/coin-minutes.ts';
import { manualClock } from '../build/manual-clock.ts';
import { recordedLog } from '../build/recorded-log.ts';
import { buildTrade } from '../build/ticks.ts';
import { buildWantedCoin } from '../build/wanted-coins.ts';

const NOT_RE_ARMING = () => false;
const earlier = (id: number, lastTradeId = id): Prices['coins'] => ({
  BTCUSDT: { state: 'live', price: '100', lastTradeId, tradeAt: 1, published: buildTrade({ id }) },
});

test('what the last run received but did not publish is a hole', async () => {
  const { watch, trade, unwatched } = begin(earlier(4, 8));
  watch.follow(buildWantedCoin());
  await trade(9);
  expect(unwatched).toMatchObject([['BTCUSDT', { firstTradeId: 5, lastTradeId: 8 }]]);
});

test('a run names the last trade that was told before its first one, right before it or beyond a hole', async () => {
  const joined = begin(earlier(4));
  joined.watch.follow(buildWantedCoin());
  await joined.trade(5);
  expect(joined.previousOf(5)).toEqual(buildTrade({ id: 4 }));
  const apart = begin(earlier(4));
  apart.watch.follow(buildWantedCoin());
  await apart.trade(6);
  expect(apart.previousOf(6)).toEqual(buildTrade({ id: 4 }));
});

test('the floor of the next run is what the stream has taken, and the old one until then', async () => {
  const { watch, trade, published, refuse } = begin(earlier(4));
  watch.follow(buildWantedCoin());
  expect(published()).toBe(4);
  refuse(true);
  await trade(5);
  expect([published(), watch.observe(NOT_RE_ARMING).BTCUSDT?.lastTradeId]).toEqual([4, 5]);
  refuse(false);
  await trade(6);
  expect(watch.observe(NOT_RE_ARMING).BTCUSDT?.published).toEqual(buildTrade({ id: 6 }));
});

test('while alerts wait to be re-armed the floor stays at the old ids, also of an earlier run', async () => {
  const { watch, trade, published } = begin(earlier(900));
  watch.follow(buildWantedCoin());
  await trade(3);
  expect([published(() => true), published()]).toEqual([900, 3]);
});

test('however often ids begin anew, the floor that waits is the highest of the old ones', async () => {
  const { watch, trade, published } = begin({});
  watch.follow(buildWantedCoin());
  await trade(900);
  await trade(901);
  await trade(20, 200_000);
  await trade(3, 300_000);
  expect([published(() => true), published()]).toEqual([901, 3]);
});

test('what a coin missed between being let go and followed again is unwatched', async () => {
  const { watch, trade, unwatched } = begin({});
  watch.follow(buildWantedCoin());
  await trade(1);
  watch.unfollow('BTCUSDT');
  await trade(2);
  watch.follow(buildWantedCoin());
  expect(watch.observe(NOT_RE_ARMING).BTCUSDT).toMatchObject({ price: null, lastTradeId: null, published: { id: 1 } });
  await trade(6);
  expect(unwatched).toMatchObject([['BTCUSDT', { firstTradeId: 2, lastTradeId: 5 }]]);
});

test('ids that begin anew while a coin is let go are noticed, and the oldest memory goes first', async () => {
  const { watch, trade, anew } = begin({});
  for (const symbol of ['ETHUSDT', 'BTCUSDT']) {
    watch.follow(buildWantedCoin(symbol));
    await trade(500, 0, symbol);
    watch.unfollow(symbol);
  }
  for (let i = 1; i < MAX_REMEMBERED_COINS; i += 1) {
    watch.follow(buildWantedCoin(`COIN${i}`));
    watch.unfollow(`COIN${i}`);
  }
  for (const symbol of ['ETHUSDT', 'BTCUSDT']) {
    watch.follow(buildWantedCoin(symbol));
    await trade(3, 100_000, symbol);
  }
  expect(anew).toEqual(['BTCUSDT']);
});

/** A market watch whose trades are flushed one by one into a stream that takes them unless told to refuse. */
function begin(coins: Prices['coins']) {
  const { publisher, clock, ticks, refuse } = publish();
  const unwatched: [string, Unwatched][] = [];
  const anew: string[] = [];
  const watch = new MarketWatch({
    feed: () => ({ want: () => {}, isSubscribed: () => true }),
    catalogue: { look: () => 'watchable', missed: () => {} },
    publisher,
    histories: { follow: silentMinutes, unfollow: () => {} },
    unwatched: { report: (symbol, interval) => void unwatched.push([symbol, interval]) },
    malformed: { setAside: () => {} },
    counters: createCounters(),
    earlier: coins,
    onPrice: () => {},
    onState: () => {},
    onBeganAnew: ({ symbol }) => void anew.push(symbol),
  });
  const trade = async (id: number, laterMs = 0, symbol = 'BTCUSDT') => {
    const { time, ...rest } = buildTrade({ id });
    watch.onTrade(symbol, { ...rest, time: time + laterMs }, clock.now());
    await clock.advance(60_000); // whatever was refused may be sent again
    publisher.flush();
    await clock.advance(1);
  };
  const published = (isReArming = NOT_RE_ARMING) => watch.observe(isReArming).BTCUSDT?.published?.id;
  const previousOf = (id: number) => ticks.find(({ trades }) => trades.id[0] === id)?.previous;
  return { watch, trade, unwatched, anew, published, previousOf, refuse };
}

function publish() {
  const clock = manualClock();
  const ticks: Tick[] = [];
  let refusing = false;
  const publisher = new Publisher({
    tickStream: {
      async put(records) {
        ticks.push(...records.map(({ data }) => decodeTick(Buffer.from(data).toString())));
        return records.map(() => (refusing ? 'InternalFailure' : null));
      },
    },
    clock,
    log: recordedLog(),
    counters: createCounters(),
    feed: 'simulator',
    epoch: 1,
    flushIntervalMs: 100,
    exchangeNow: () => clock.now(),
    onDropped: () => expect.unreachable('nothing may be dropped'),
  });
  const refuse = (on: boolean) => {
    refusing = on;
  };
  return { publisher, clock, ticks, refuse };
}
