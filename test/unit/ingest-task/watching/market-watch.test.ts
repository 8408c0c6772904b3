import { expect, test } from 'vitest';
import type { Prices } from '../../../../domain/market/coin.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { type Circumstances, coinStateOf } from '../../../../ingest-task/watching/coin-state.ts';
import { WATERMARK_MARGIN_MS } from '../../../../ingest-task/watching/market-watch.ts';
import { MAX_REMEMBERED_COINS } from '../../../../ingest-task/watching/remembered-coins.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { memoryExchange } from '../../../support/memory-exchange.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';
import { watchMarket } from '../../../support/watched-market.ts';

const COIN = 'BTCUSDT';
/** The time in which the exchange proves whether ids restarted; if times went back with them, its answers must include that. */
const PROOF_MS = 13_000;
const NOT_RE_ARMING = () => false;
const earlier = (id: number, lastTradeId = id): Prices['coins'] => ({
  [COIN]: { state: 'live', price: '100', lastTradeId, tradeAt: 1, published: buildTrade({ id }) },
});

test('a run names the last published trade as the one before its first one, also across purged ids', async () => {
  const joined = begin(earlier(4));
  await joined.trade(5);
  expect(joined.previousOf(5)).toEqual(buildTrade({ id: 4 }));
  const apart = begin(earlier(4));
  apart.exchange.purgedBelow = 9;
  await apart.trade(9);
  await apart.clock.advance(5_000);
  expect([apart.previousOf(9), apart.market.unwatched.length]).toEqual([buildTrade({ id: 4 }), 1]);
});

test('the floor of the next run is what the stream has accepted, and the old floor until then', async () => {
  const { market, trade, published, refuse } = begin(earlier(4));
  expect(published()).toBe(4);
  refuse(true);
  await trade(5);
  expect([published(), market.watch.observe(NOT_RE_ARMING)[COIN]?.lastTradeId]).toEqual([4, 5]);
  refuse(false);
  await trade(6);
  expect(market.watch.observe(NOT_RE_ARMING)[COIN]?.published).toMatchObject({ id: 6 });
});

test('while alerts wait to be re-armed the floor stays at the old ids, also of an earlier run', async () => {
  const { trade, published, clock } = begin(earlier(900));
  await trade(3);
  await clock.advance(PROOF_MS);
  expect([published(() => true), published()]).toEqual([900, 3]);
});

test('however often ids restart, the floor that waits is the highest of the old ids', async () => {
  const { market, trade, published } = begin({});
  await trade(900);
  await trade(901);
  await trade(20);
  await trade(3);
  expect([published(() => true), published()]).toEqual([901, 3]);
  expect(market.watch.observe(NOT_RE_ARMING)[COIN]).toMatchObject({ lastTradeId: 3 });
});

test('the price is that of the newest trade, whether it is taken already or waits', async () => {
  const { market, send, exchange } = begin({});
  send(exchange.trade(COIN, { price: '7' }));
  exchange.trade(COIN, { price: '8' });
  send(exchange.trade(COIN, { price: '9' }));
  expect(market.state(COIN)).toBe('catching-up');
  expect(market.watch.observe(NOT_RE_ARMING)[COIN]).toMatchObject({ price: '9', lastTradeId: 3 });
});

test('a watermark is the margin behind the heartbeat, and only the coins that it names get one', async () => {
  const { market, trade, clock } = begin({});
  market.watch.follow(buildWantedCoin('ETHUSDT'));
  market.subscribe('ETHUSDT');
  await trade(1);
  await trade(1, 'ETHUSDT');
  const instant = clock.now() + 500;
  market.watch.onHeartbeat(instant, [COIN, 'NOPEUSDT']);
  await clock.advance(200);
  expect([market.watermarks(COIN), market.watermarks('ETHUSDT')]).toEqual([[instant - WATERMARK_MARGIN_MS], []]);
});

test('a late frame of a lost connection waits, and proves nothing', async () => {
  const { market, trade, send, exchange, clock } = begin({});
  await trade(1);
  market.interrupt(COIN);
  const late = exchange.trade(COIN);
  exchange.trade(COIN); // while no connection is there
  send(late);
  market.subscribe(COIN);
  expect(market.state(COIN)).toBe('catching-up');
  await clock.advance(1_000);
  expect(market.ids(COIN)).toEqual([1, 2, 3]);
});

test('a coin that nobody has followed before has no trades to catch up with', async () => {
  const { market, exchange, trade } = begin({});
  market.interrupt(COIN);
  exchange.trade(COIN);
  market.subscribe(COIN);
  expect(market.state(COIN)).toBe('live');
  await trade(2);
  expect([market.ids(COIN), exchange.asked]).toEqual([[2], []]);
});

test('trades that a coin missed between being unfollowed and followed again are filled', async () => {
  const { market, trade, exchange, clock } = begin({});
  await trade(1);
  market.watch.unfollow(COIN);
  for (let id = 2; id <= 5; id += 1) exchange.trade(COIN);
  market.watch.follow(buildWantedCoin());
  expect(market.watch.observe(NOT_RE_ARMING)[COIN]).toMatchObject({
    price: null,
    lastTradeId: null,
    published: { id: 1 },
  });
  market.subscribe(COIN);
  await trade(6);
  await clock.advance(3_000);
  expect([market.ids(COIN), market.unwatched]).toEqual([[1, 2, 3, 4, 5, 6], []]);
});

test('ids that restart while a coin is unfollowed are noticed, and the coin unfollowed longest ago is forgotten first', async () => {
  const { market, trade, clock } = begin({}, []);
  for (const symbol of ['ETHUSDT', COIN]) {
    market.watch.follow(buildWantedCoin(symbol));
    await trade(500, symbol);
    market.watch.unfollow(symbol);
  }
  for (let i = 1; i < MAX_REMEMBERED_COINS; i += 1) {
    market.watch.follow(buildWantedCoin(`COIN${i}`));
    market.watch.unfollow(`COIN${i}`);
  }
  for (const symbol of ['ETHUSDT', COIN]) {
    market.watch.follow(buildWantedCoin(symbol));
    market.subscribe(symbol);
    await trade(3, symbol);
  }
  await clock.advance(PROOF_MS);
  expect(market.restarted).toEqual([COIN]);
});

const SEEN: Circumstances = {
  listing: 'watchable',
  rejection: null,
  isSubscribed: true,
  isInterrupted: false,
  mode: 'following',
};
test.each([
  ['live', {}],
  ['catching-up', { mode: 'catching-up' }],
  ['catching-up', { mode: 'shedding' }],
  ['requested', { isSubscribed: false, mode: 'catching-up' }],
  ['dark', { isSubscribed: false, isInterrupted: true }],
  ['rejected', { isSubscribed: false, rejection: 'Invalid request' }],
  ['live', { rejection: 'of a connection that is gone' }],
  ['halted', { listing: 'halted' }],
  ['rejected', { listing: 'unlisted' }],
  ['delisted', { listing: 'delisted', isSubscribed: false }],
  ['live', { listing: 'unknown' }],
] as const)('a coin is %s: %o', (state, circumstances) => {
  expect(coinStateOf({ ...SEEN, ...circumstances })).toBe(state);
});

/** A market whose trades come one by one, into a stream that accepts them unless it is set to refuse. */
function begin(coins: Prices['coins'], followed = [COIN]) {
  const clock = manualClock();
  const exchange = memoryExchange(clock);
  let refusing = false;
  const market = watchMarket({
    clock,
    exchange,
    earlier: coins,
    put: async (records, take) => (refusing ? records.map(() => 'InternalFailure') : take()),
  });
  for (const symbol of followed) market.watch.follow(buildWantedCoin(symbol));
  market.subscribe(...followed);
  const send = (trade: Trade, symbol = COIN) => market.watch.onTrade(symbol, trade, clock.now());
  /** The gaps between are longer than those of duplicates. */
  const trade = async (id: number, symbol = COIN) => {
    await clock.advance(2_000);
    send(exchange.trade(symbol, { id }), symbol);
    await clock.advance(8_000); // refused records may be sent again
  };
  const refuse = (on: boolean) => {
    refusing = on;
  };
  const published = (isReArming = NOT_RE_ARMING) => market.watch.observe(isReArming)[COIN]?.published?.id;
  const previousOf = (id: number) => market.ticks.find(({ trades }) => trades.id[0] === id)?.previous;
  return { clock, exchange, market, send, trade, refuse, published, previousOf };
}
