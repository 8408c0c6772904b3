import { expect, test } from 'vitest';
import { MAX_COINS_AT_ONCE, MAX_FINAL_ERRORS } from '../../../../ingest-task/sequencing/back-fill.ts';
import { GRACE_MS, MAX_CATCH_UP_MS } from '../../../../ingest-task/sequencing/catch-up.ts';
import { REST_LAG_MS } from '../../../../ingest-task/sequencing/stray-frames.ts';
import { beginMarket, COIN } from '../../../support/begin-market.ts';
import { exchangeError } from '../../../support/plain-exchange.ts';

test('a gap is filled by id, in order, and the live trades of meanwhile follow it', async () => {
  const { market, live, missed, send, soon } = beginMarket();
  await live(2);
  missed(3);
  for (const trade of missed(2)) send(trade);
  expect(market.state(COIN)).toBe('catching-up');
  await soon();
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const sources = market.ticks
    .filter(({ trades }) => trades.id.length > 0)
    .map(({ source, trades }) => [source, trades.id]);
  expect(sources).toEqual([
    ['live', [1, 2]],
    ['backfill', [3, 4, 5]],
    ['live', [6, 7]],
  ]);
  expect([market.state(COIN), market.unwatched]).toEqual(['live', []]);
  expect(market.counters).toMatchObject({ fills: 1, backfilledTrades: 3, holes: 0 });
});

test('a back-filled trade has its own time, and its tick the instant at which its page was received', async () => {
  const { market, live, missed, clock, exchange, soon } = beginMarket();
  await live(1);
  const [lost] = missed(1);
  await clock.advance(500);
  const cameAt = clock.now() + GRACE_MS + exchange.delayMs;
  await live(1);
  await soon();
  const tick = market.ticks.find(({ source }) => source === 'backfill');
  expect(tick?.trades).toMatchObject({ id: [2], time: [lost?.time] });
  expect(tick?.receivedAt).toBe(cameAt);
});

test('crossing frames are put in order without a request', async () => {
  const { market, missed, send, exchange, soon } = beginMarket();
  const [one, two, three] = missed(3);
  for (const trade of [one, three, two]) send(trade);
  await soon();
  expect([market.ids(COIN), exchange.asked, market.state(COIN)]).toEqual([[1, 2, 3], [], 'live']);
});

test('after a cut a coin catches up as soon as it is subscribed again', async () => {
  const { market, live, missed, soon } = beginMarket();
  await live(1);
  market.interrupt(COIN);
  expect(market.state(COIN)).toBe('dark');
  missed(4);
  market.subscribe(COIN);
  expect(market.state(COIN)).toBe('catching-up');
  await live(1);
  await soon();
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2, 3, 4, 5, 6], 'live']);
});

test('a quiet coin that was interrupted catches up without any frame, and has a watermark only then', async () => {
  const { market, live, missed, clock, soon } = beginMarket();
  await live(1);
  market.interrupt(COIN);
  missed(1, { price: '7' });
  await clock.advance(10_000);
  market.subscribe(COIN);
  await clock.advance(500);
  expect(market.ids(COIN)).toEqual([1, 2]);
  expect(market.state(COIN)).toBe('catching-up');
  market.watch.onHeartbeat(clock.now(), [COIN]);
  await clock.advance(500);
  expect(market.watermarks(COIN)).toEqual([]);
  await soon();
  expect(market.state(COIN)).toBe('live');
  market.watch.onHeartbeat(clock.now(), [COIN]);
  await clock.advance(200);
  expect(market.watermarks(COIN)).toHaveLength(1);
});

test('a quiet coin that has missed nothing costs two requests', async () => {
  const { market, live, exchange, clock, soon } = beginMarket();
  await live(1);
  market.interrupt(COIN);
  market.subscribe(COIN);
  await clock.advance(REST_LAG_MS - 100);
  expect([exchange.asked.length, market.state(COIN)]).toEqual([1, 'catching-up']);
  await soon();
  expect([exchange.asked.length, market.state(COIN)]).toEqual([2, 'live']);
});

test('an answer that is behind the sockets does not prove that nothing was missed', async () => {
  const { market, live, missed, exchange, clock, soon } = beginMarket();
  exchange.lagMs = REST_LAG_MS - 100;
  await live(1);
  await clock.advance(5_000);
  market.interrupt(COIN);
  missed(1);
  market.subscribe(COIN);
  await clock.advance(REST_LAG_MS - 200);
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[1], 'catching-up']);
  await soon();
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2], 'live']);
});

test('short pages are requested again until the frames that wait are reached', async () => {
  const { market, live, missed, exchange, clock } = beginMarket();
  exchange.pageSize = 2;
  await live(1);
  missed(7);
  await live(1);
  await clock.advance(15_000);
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(exchange.asked).toEqual([2, 4, 6, 8].map((id) => `${COIN} ${id}`));
});

test('ids that the exchange no longer has are unwatched, and the coin continues after them', async () => {
  const { market, live, missed, exchange, soon } = beginMarket();
  const [first] = await live(1);
  const lost = missed(5);
  exchange.purgedBelow = 4;
  await live(1);
  await soon();
  expect(market.ids(COIN)).toEqual([1, 4, 5, 6, 7]);
  const interval = { from: first?.time, to: lost[2]?.time, reason: 'purged', firstTradeId: 2, lastTradeId: 3 };
  expect([market.unwatched, market.state(COIN)]).toEqual([[[COIN, interval]], 'live']);
  expect(market.counters.purgedTrades).toBe(2);
});

test('when all missing ids are purged, live trades are taken', async () => {
  const { market, live, missed, exchange, soon } = beginMarket();
  await live(1);
  missed(5);
  exchange.purgedBelow = 9;
  await live(3);
  await soon();
  expect(market.ids(COIN)).toEqual([1, 7, 8, 9]);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'purged', firstTradeId: 2, lastTradeId: 6 }]]);
});

test('at the time limit missing ids are unwatched and the coin follows again', async () => {
  const { market, live, missed, exchange, clock } = beginMarket();
  exchange.fault = () => exchangeError('server');
  await live(1);
  missed(3);
  await live(1);
  await clock.advance(MAX_CATCH_UP_MS - 20_000);
  expect([market.ids(COIN), market.unwatched]).toEqual([[1], []]);
  await clock.advance(21_000);
  expect(market.ids(COIN)).toEqual([1, 5]);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'too-late', firstTradeId: 2, lastTradeId: 4 }]]);
  expect(market.state(COIN)).toBe('live');
}, 30_000);

test('a coin does not wait for a ban that outlasts the time limit', async () => {
  const { market, live, missed, exchange, clock } = beginMarket();
  exchange.fault = () => exchangeError('banned', MAX_CATCH_UP_MS);
  await live(1);
  missed(3);
  await live(1);
  await clock.advance(1_000);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'too-late', firstTradeId: 2, lastTradeId: 4 }]]);
});

test('while the exchange does not answer and no frame comes, there is no watermark and nothing is given up', async () => {
  const { market, live, exchange, clock } = beginMarket();
  await live(1);
  exchange.fault = () => exchangeError('unreachable');
  market.interrupt(COIN);
  market.subscribe(COIN);
  await clock.advance(MAX_CATCH_UP_MS + 5_000);
  market.watch.onHeartbeat(clock.now(), [COIN]);
  await clock.advance(200);
  expect([market.state(COIN), market.unwatched, market.watermarks(COIN)]).toEqual(['catching-up', [], []]);
  await live(1);
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2], 'live']);
}, 30_000);

test('pages that can’t be read are given up after a few attempts', async () => {
  const { market, live, missed, exchange, clock } = beginMarket();
  exchange.fault = () => exchangeError('malformed');
  await live(1);
  missed(2);
  await live(1);
  await clock.advance(60_000);
  expect(exchange.asked).toHaveLength(MAX_FINAL_ERRORS);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'given-up', firstTradeId: 2, lastTradeId: 3 }]]);
  expect(market.ids(COIN)).toEqual([1, 4]);
});

test.each(['limited', 'banned', 'firewall', 'region', 'server', 'unreachable'] as const)(
  'after a %s answer all coins wait, and then continue where they were',
  async (kind) => {
    const { market, live, missed, exchange, clock } = beginMarket({}, [COIN, 'ETHUSDT']);
    exchange.pageSize = 2;
    await live(1);
    missed(5);
    await live(1);
    await clock.advance(GRACE_MS + 100);
    exchange.fault = () => exchangeError(kind, kind === 'limited' || kind === 'banned' ? 90_000 : 0);
    await clock.advance(3_000);
    const before = exchange.asked.length;
    exchange.fault = () => null;
    if (kind === 'limited' || kind === 'banned') {
      await clock.advance(80_000);
      expect(exchange.asked).toHaveLength(before);
    }
    await clock.advance(200_000);
    expect([market.ids(COIN), market.unwatched]).toEqual([[1, 2, 3, 4, 5, 6, 7], []]);
    expect(market.log.messages().filter((message) => message === 'the exchange gives no trades')).toHaveLength(1);
    expect(market.log.messages()).toContain('the exchange gives trades again');
  },
  30_000,
);

test('past the bound of waiting frames the oldest are dropped, and filled like the rest', async () => {
  const { market, live, missed, exchange, soon, clock } = beginMarket({ maxWaitingFrames: { perCoin: 4, inAll: 100 } });
  exchange.fault = () => exchangeError('server');
  await live(1);
  missed(3);
  await live(20);
  expect(market.bufferBudget.count).toBeLessThanOrEqual(4);
  exchange.fault = () => null;
  await clock.advance(15_000);
  await soon();
  expect(market.ids(COIN)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  expect([market.state(COIN), market.bufferBudget.count]).toEqual(['live', 0]);
});

test('several coins catch up side by side, up to a bound, within the request weight', async () => {
  const symbols = Array.from({ length: 3 * MAX_COINS_AT_ONCE }, (_, index) => `COIN${index}`);
  const { market, exchange, clock, soon } = beginMarket({}, symbols);
  for (const symbol of symbols) market.watch.onTrade(symbol, exchange.trade(symbol), clock.now());
  market.interrupt(...symbols);
  for (const symbol of symbols) exchange.trade(symbol);
  exchange.weight = 6_000;
  market.subscribe(...symbols);
  await clock.advance(1_000);
  expect(exchange.asked).toEqual([]);
  exchange.weight = 0;
  await soon();
  expect(exchange.mostAtOnce()).toBe(MAX_COINS_AT_ONCE);
  expect(symbols.map((symbol) => [market.ids(symbol), market.state(symbol)])).toEqual(
    symbols.map(() => [[1, 2], 'live']),
  );
});

test('an id that stands for no trade is skipped, live or filled', async () => {
  const { market, live, missed, exchange, clock, soon } = beginMarket();
  await live(1);
  market.watch.onMarker(COIN, exchange.marker(COIN), clock.now());
  missed(1);
  exchange.marker(COIN);
  await live(1);
  await soon();
  expect([market.ids(COIN), market.unwatched]).toEqual([[1, 3, 5], []]);
});

test('a gap within a page is requested once more before it counts as purged', async () => {
  const { market, live, missed, exchange, soon } = beginMarket();
  await live(1);
  missed(4);
  await live(1);
  const { fetchTrades } = exchange.rest;
  let answers = 0;
  Object.assign(exchange.rest, {
    fetchTrades: async (range: Parameters<typeof fetchTrades>[0]) => {
      answers += 1;
      const rows = await fetchTrades(range);
      return answers === 1 ? rows.filter(({ id }) => id !== 3) : rows;
    },
  });
  await soon();
  expect([market.ids(COIN), market.unwatched]).toEqual([[1, 2, 3, 4, 5, 6], []]);
});

test('a back-fill is logged when it begins and when it ends, not page by page', async () => {
  const { market, live, missed, exchange, clock } = beginMarket();
  exchange.pageSize = 1;
  await live(1);
  missed(4);
  await live(1);
  await clock.advance(20_000);
  const lines = market.log.lines.filter(({ message }) => message === 'catching up' || message === 'caught up');
  expect(lines.map(({ message, fields }) => [message, fields.symbol, fields.fromId, fields.trades])).toEqual([
    ['catching up', COIN, 2, undefined],
    ['caught up', COIN, 2, 4],
  ]);
});
