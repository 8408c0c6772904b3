import { expect, test } from 'vitest';
import type { Prices } from '../../../../domain/market/coin.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { memoryExchange } from '../../../support/memory-exchange.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';
import { type WatchedMarketOptions, watchMarket } from '../../../support/watched-market.ts';

const COIN = 'LUNAUSDT';
const OTHER = 'BTCUSDT';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('a coin that comes back elsewhere publishes nothing before its alerts are paused, and then everything', async () => {
  const { market, trade, comeBack, clock } = begin();
  await trade({ price: '0.00005' });
  await comeBack(5 * HOUR, ['9.00', '9.01']);
  await trade({ price: '8.99' });
  expect(market.ids(COIN)).toEqual([1]);
  expect(market.state(COIN)).toBe('catching-up');
  expect(market.renamed).toMatchObject([
    { symbol: COIN, because: { kind: 'another-coin', before: { price: '0.00005' }, first: { price: '9.00' } } },
  ]);
  market.renamed[0]?.onPaused();
  await clock.advance(3_000);
  await trade({ price: '9.05' });
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5]);
  expect([market.state(COIN), market.renamed.length, market.unwatched]).toEqual(['live', 1, []]);
});

test('the first trade of the other coin has none before it, and its ticks are no successors of the old ones', async () => {
  const { market, trade, comeBack, clock } = begin();
  await trade({ price: '0.00005' });
  await comeBack(5 * HOUR, ['9.00']);
  market.renamed[0]?.onPaused();
  await clock.advance(3_000);
  const [old, fresh] = market.ticks.filter(({ trades }) => trades.id.length > 0);
  expect(fresh).toMatchObject({ previous: null, trades: { id: [2] } });
  expect((fresh?.seq ?? 0) - (old?.seq ?? 0)).toBeGreaterThan(1);
});

test.each([
  ['at once', 60_000],
  ['after a day and a half', 1.5 * DAY],
])('an ordinary halt that ends %s near the old price continues from the trade before it', async (_, forMs) => {
  const { market, trade, comeBack, clock } = begin();
  await trade({ price: '100' });
  await comeBack(forMs, ['111', '180']);
  await clock.advance(3_000);
  expect([market.ids(COIN), market.renamed]).toEqual([[1, 2, 3], []]);
  expect(market.ticks.find(({ trades }) => trades.id[0] === 2)?.previous).toMatchObject({ id: 1, price: '100' });
});

test('while the exchange says that it does not trade the coin, a trade that comes all the same ends no doubt', async () => {
  const { market, trade, leap } = begin();
  await trade({ price: '100' });
  market.become(COIN, 'idle');
  await trade({ price: '101' }); // the catalogue is ahead of the socket
  await leap(HOUR);
  await trade({ price: '900' }); // … or behind it
  expect([market.ids(COIN), market.renamed.length]).toEqual([[1, 2], 1]);
});

test('once a trade was taken as the coin’s own, its price may jump', async () => {
  const { market, trade, comeBack, clock } = begin();
  await trade({ price: '100' });
  await comeBack(HOUR, ['101']);
  await clock.advance(3_000);
  await trade({ price: '900' });
  expect([market.ids(COIN), market.renamed]).toEqual([[1, 2, 3], []]);
});

test('ids that restarted after a halt are another coin’s, also near the old price', async () => {
  const { market, trade, exchange, send, clock } = begin();
  await trade({ price: '100', id: 900 });
  market.become(COIN, 'halted');
  await clock.advance(5_000);
  market.become(COIN, 'traded');
  exchange.resetAfterIdRestart(COIN, { id: 1 });
  const [row] = exchange.rows(COIN);
  if (row?.trade) await send(row.trade);
  expect([market.ids(COIN), market.renamed.length, market.restarted]).toEqual([[900], 1, [COIN]]);
  market.renamed[0]?.onPaused();
  await clock.advance(3_000);
  expect(market.ids(COIN)).toEqual([900, 1]);
});

test('a run that begins after the halt finds the same, by what the run before left', async () => {
  const left = { state: 'catching-up', price: null, lastTradeId: null, tradeAt: null, wasHalted: true } as const;
  const next = begin({ [COIN]: { ...left, published: buildTrade({ id: 7, price: '0.00005' }) } });
  await next.trade({ id: 8, price: '9' });
  expect([next.market.ids(COIN), next.market.renamed.length]).toEqual([[], 1]);
});

test('if nobody saw the halt, a day without a trade is one, and trades that the coin missed before it are still published', async () => {
  const { market, make, trade, leap, clock } = begin({
    [COIN]: { state: 'live', price: '1', lastTradeId: 7, tradeAt: 1, published: buildTrade({ id: 7, price: '1' }) },
  });
  make({ id: 8, price: '1.1' });
  await leap(2 * DAY);
  await trade({ price: '9' });
  await clock.advance(3_000);
  expect([market.ids(COIN), market.renamed.length]).toEqual([[8], 1]);
});

test('a run leaves since when the name stands for the coin, and the next one keeps it', async () => {
  const { market, trade, comeBack, clock } = begin();
  const observed = () => market.watch.observe(() => false)[COIN];
  await trade({ price: '0.00005' });
  expect(observed()).toMatchObject({ wasHalted: false, listedFrom: null });
  await comeBack(5 * HOUR, ['9.00']);
  expect(observed()).toMatchObject({ wasHalted: true, listedFrom: null, published: { id: 1 } });
  const { time } = market.renamed[0]?.because.first ?? { time: 0 };
  market.renamed[0]?.onPaused();
  await clock.advance(3_000);
  const left = observed();
  expect(left).toMatchObject({ wasHalted: false, listedFrom: time, published: { id: 2 } });
  const next = begin(left && { [COIN]: left });
  expect(next.market.watch.observe(() => false)[COIN]).toMatchObject({ listedFrom: time });
});

test('a coin that is unfollowed while it is held is held again when it is followed again', async () => {
  const { market, trade, comeBack, clock, make } = begin();
  await trade({ price: '0.00005' });
  await comeBack(5 * HOUR, ['9.00']);
  market.watch.unfollow(COIN);
  market.watch.follow(buildWantedCoin(COIN));
  market.subscribe(COIN);
  make({ price: '9.10' });
  await clock.advance(3_000);
  expect([market.ids(COIN), market.renamed.length]).toEqual([[1], 2]);
  market.renamed[1]?.onPaused();
  await clock.advance(3_000);
  expect(market.ids(COIN)).toEqual([1, 2, 3]);
});

test('a trade from before the halt, missed until after it, ends no doubt', async () => {
  const { market, make, trade, comeBack, clock } = begin();
  await trade({ price: '0.00005' });
  market.interrupt(COIN);
  make({ price: '0.00006' });
  await comeBack(5 * HOUR, ['9.00']);
  await clock.advance(5_000);
  expect([market.ids(COIN), market.renamed.length]).toEqual([[1, 2], 1]);
});

test('a trade from before the run ends no doubt either, where the run before saw the halt', async () => {
  const left = { state: 'halted', price: null, lastTradeId: null, tradeAt: null, wasHalted: true } as const;
  const published = buildTrade({ id: 1, time: 1_699_999_999_000, price: '0.00005' });
  const { market, make, trade, leap, clock } = begin({ [COIN]: { ...left, published } });
  make({ id: 2, price: '0.00006' });
  await leap(5 * HOUR);
  await trade({ id: 3, price: '9' });
  await clock.advance(5_000);
  expect([market.ids(COIN), market.renamed.length]).toEqual([[2], 1]);
});

test('a run that ends before the stream accepts the other coin leaves the doubt to the next one', async () => {
  const stream = { isDown: false };
  const { market, trade, comeBack, clock } = begin({}, { put: downWhen(stream) });
  await trade({ price: '0.00005' });
  await comeBack(5 * HOUR, ['9']);
  stream.isDown = true;
  market.renamed[0]?.onPaused();
  await clock.advance(3_000);
  const left = market.watch.observe(() => false)[COIN];
  expect(left).toMatchObject({ wasHalted: true, listedFrom: null, published: { id: 1 } });
  expect(market.watch.coinStatuses(() => false)).toMatchObject([
    { wasHalted: true, listedFrom: null, published: { id: 1 } },
  ]);
  const next = begin(left && { [COIN]: left });
  next.make({ id: 2, price: '9' });
  await next.clock.advance(6_000);
  expect([next.market.ids(COIN), next.market.renamed.length]).toEqual([[], 1]);
});

test('a doubt is not over before the stream accepted the trade that ended it', async () => {
  const stream = { isDown: false };
  const { market, trade, comeBack, clock } = begin({}, { put: downWhen(stream) });
  const observed = () => market.watch.observe(() => false)[COIN];
  await trade({ price: '100' });
  stream.isDown = true;
  await comeBack(HOUR, ['101']);
  expect(observed()).toMatchObject({ wasHalted: true, published: { id: 1 } });
  stream.isDown = false;
  await clock.advance(8_000);
  expect(observed()).toMatchObject({ wasHalted: false, published: { id: 2 } });
});

test('trades that the outbox drops while another coin is held are published before the alerts are paused', async () => {
  const stream = { isDown: false };
  const { market, trade, comeBack, clock } = begin(
    {},
    { put: downWhen(stream), maxPendingTrades: { perCoin: 100, inAll: 6 } },
  );
  market.watch.follow(buildWantedCoin(OTHER));
  market.subscribe(OTHER);
  await trade({ price: '0.00005' });
  stream.isDown = true;
  for (const price of ['0.00005', '0.00008', '0.00012', '0.00016']) await trade({ price });
  await comeBack(5 * HOUR, ['9']);
  for (let count = 0; count < 3; count += 1) await trade({}, OTHER);
  const held = () => market.renamed.at(-1);
  expect([market.renamed.length, held()?.isPublished()]).toEqual([1, false]);
  stream.isDown = false;
  await clock.advance(8_000);
  expect([market.ids(COIN), held()?.isPublished()]).toEqual([[1, 2, 3, 4, 5], true]);
  expect(market.renamed.map(({ because }) => because.first.price)).toEqual(['9', '9']);
  held()?.onPaused();
  await clock.advance(8_000);
  expect([market.ids(COIN), market.renamed.length]).toEqual([[1, 2, 3, 4, 5, 6], 2]);
  expect(market.ticks.find(({ trades }) => trades.id.includes(6))?.previous).toBeNull();
});

test('once a coin was unfollowed, its pausing changes nothing of the coin that is followed again', async () => {
  const { market, trade, comeBack } = begin();
  await trade({ price: '0.00005' });
  await comeBack(5 * HOUR, ['9.00']);
  market.watch.unfollow(COIN);
  market.watch.follow(buildWantedCoin(COIN));
  market.subscribe(COIN);
  expect([market.backFill.coinCount, market.renamed[0]?.isPublished()]).toEqual([1, false]);
  market.renamed[0]?.onPaused();
  expect(market.backFill.coinCount).toBe(1);
  await trade({ price: '9.1' });
  expect([market.renamed.length, market.renamed[1]?.isPublished()]).toEqual([2, true]);
});

/** A stream that accepts nothing while it is down. */
function downWhen(stream: { readonly isDown: boolean }): NonNullable<WatchedMarketOptions['put']> {
  return async (_, take) => {
    if (stream.isDown) throw new Error('down');
    return take();
  };
}

function begin(earlier: Prices['coins'] = {}, options: Partial<WatchedMarketOptions> = {}) {
  const clock = manualClock();
  const exchange = memoryExchange(clock);
  let aheadMs = 0;
  const market = watchMarket({ clock, exchange, earlier, exchangeNow: () => clock.now() + aheadMs, ...options });
  market.watch.follow(buildWantedCoin(COIN));
  market.subscribe(COIN);
  const send = async (trade: Trade, symbol = COIN) => {
    market.watch.onTrade(symbol, trade, clock.now());
    await clock.advance(300);
  };
  /** Only the exchange's time passes: no timer of the task has to run meanwhile. */
  const leap = async (ms: number) => {
    aheadMs += ms;
    await clock.advance(1_000);
  };
  const make = (fields: Partial<Trade> = {}, symbol = COIN) =>
    exchange.trade(symbol, { time: clock.now() + aheadMs, ...fields });
  const trade = (fields: Partial<Trade>, symbol = COIN) => send(make(fields, symbol), symbol);
  return {
    market,
    clock,
    exchange,
    send,
    leap,
    make,
    trade,
    /** Halted for so long, then traded at these prices. */
    async comeBack(afterMs: number, prices: readonly string[]) {
      market.become(COIN, 'halted');
      market.interrupt(COIN);
      await leap(afterMs);
      market.become(COIN, 'traded');
      market.subscribe(COIN);
      for (const price of prices) await trade({ price });
    },
  };
}
