import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { CoinMinutes } from '../../../../ingest-task/history/coin-minutes.ts';
import { GRACE_MS, MAX_CATCH_UP_MS } from '../../../../ingest-task/sequencing/catch-up.ts';
import { beginMarket, COIN, leftAt } from '../../../support/begin-market.ts';
import { exchangeError } from '../../../support/plain-exchange.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';
import { watchMarket } from '../../../support/watched-market.ts';

test('while the stream refuses ticks, the coin’s buffer is dropped at the bound; it is filled by id when the stream accepts ticks again', async () => {
  let refusing = false;
  const { market, live, soon, clock, exchange } = beginMarket({
    maxPendingTrades: { perCoin: 10, inAll: 100 },
    put: async (records, take) => (refusing ? records.map(() => 'ProvisionedThroughputExceededException') : take()),
  });
  exchange.pageSize = 4;
  await live(2);
  refusing = true;
  await live(50);
  expect([market.publisher.bufferBytes, market.state(COIN)]).toEqual([0, 'catching-up']);
  market.watch.onHeartbeat(clock.now(), [COIN]);
  refusing = false;
  await clock.advance(40_000);
  await soon();
  expect(market.ids(COIN)).toEqual(Array.from({ length: 52 }, (_, index) => index + 1));
  expect([market.state(COIN), market.unwatched]).toEqual(['live', []]);
});

test('trades in flight when the buffer was dropped that arrived all the same are not requested again', async () => {
  const answers: ((answer: (string | null)[]) => void)[] = [];
  const { market, missed, send, clock, exchange, soon } = beginMarket({
    maxPendingTrades: { perCoin: 4, inAll: 100 },
    put: (_, take) => {
      const taken = take();
      return answers.length > 0 ? Promise.resolve(taken) : new Promise((resolve) => void answers.push(resolve));
    },
  });
  for (const trade of missed(3)) send(trade);
  await clock.advance(150); // in flight
  for (const trade of missed(4)) send(trade);
  expect(market.state(COIN)).toBe('catching-up');
  answers[0]?.([null]);
  await soon();
  expect(exchange.asked[0]).toBe(`${COIN} 4`);
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('while the outbox is full no page is requested, and that time does not count against the time limit', async () => {
  let refusing = false;
  const { market, live, missed, exchange, clock } = beginMarket({
    put: async (records, take) => (refusing ? records.map(() => 'InternalFailure') : take()),
  });
  await live(1);
  missed(15_000);
  refusing = true;
  await live(1);
  await clock.advance(60_000);
  expect(exchange.asked).toHaveLength(10);
  await clock.advance(MAX_CATCH_UP_MS);
  expect([exchange.asked.length, market.unwatched]).toEqual([10, []]);
  refusing = false;
  await clock.advance(60_000);
  expect(market.ids(COIN)).toHaveLength(15_002);
  expect([market.state(COIN), market.unwatched]).toEqual(['live', []]);
}, 60_000);

test('trades missed between two runs are filled from the last known published trade on', async () => {
  const { market, missed, live, soon } = beginMarket({ earlier: leftAt(4) });
  missed(8);
  await live(1);
  await soon();
  expect(market.ids(COIN)).toEqual([5, 6, 7, 8, 9]);
  expect(market.ticks.find(({ trades }) => trades.id[0] === 5)?.previous).toMatchObject({ id: 4 });
  expect([market.unwatched, market.state(COIN)]).toEqual([[], 'live']);
});

test('a coin that is unfollowed in the middle requests nothing more, and fills the rest when it is followed again', async () => {
  const { market, live, missed, exchange, clock, soon } = beginMarket();
  exchange.pageSize = 2;
  await live(1);
  missed(6);
  await live(1);
  await clock.advance(GRACE_MS + 250);
  market.watch.unfollow(COIN);
  const asked = exchange.asked.length;
  await soon();
  expect([exchange.asked.length, market.bufferBudget.count]).toEqual([asked, 0]);
  missed(1);
  market.watch.follow(buildWantedCoin(COIN));
  market.subscribe(COIN);
  await clock.advance(30_000);
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([market.unwatched, market.state(COIN)]).toEqual([[], 'live']);
});

test('ids that restart in the middle end the old series, and what is missing of it is given up', async () => {
  const { market, live, missed, send, exchange, clock, soon } = beginMarket();
  exchange.fault = () => exchangeError('server');
  await live(100);
  missed(3);
  await live(1);
  exchange.resetAfterIdRestart(COIN, { id: 7 });
  await clock.advance(2_000);
  send(exchange.trade(COIN)); // 8
  exchange.fault = () => null;
  await soon();
  expect(market.restarted).toEqual([COIN]);
  expect(market.ids(COIN).slice(99)).toEqual([100, 104, 8]);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'given-up', firstTradeId: 101, lastTradeId: 103 }]]);
  expect(market.state(COIN)).toBe('live');
});

test('ids that restart while the stream accepts nothing are filled from the first of them that was seen', async () => {
  let refusing = false;
  const { market, live, missed, send, exchange, clock, soon } = beginMarket({
    maxPendingTrades: { perCoin: 5, inAll: 100 },
    put: async (records, take) => (refusing ? records.map(() => 'InternalFailure') : take()),
    earlier: leftAt(899),
  });
  send(exchange.trade(COIN, { id: 900 }));
  await live(0);
  exchange.pageSize = 2;
  refusing = true;
  for (const trade of missed(6)) send(trade);
  exchange.resetAfterIdRestart(COIN, { id: 1 });
  await clock.advance(2_000);
  for (const trade of missed(5)) send(trade); // from 2 on
  refusing = false;
  await clock.advance(10_000);
  await soon();
  expect(market.ids(COIN)).toEqual([900, 2, 3, 4, 5, 6]);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'given-up', firstTradeId: 901, lastTradeId: 906 }]]);
  expect([market.restarted, market.state(COIN)]).toEqual([[COIN], 'live']);
});

test('where the dropped buffer holds the end of the old series as well, that end is given up', async () => {
  const { market, live, missed, send, exchange, clock, soon } = beginMarket({
    maxPendingTrades: { perCoin: 5, inAll: 100 },
    put: async (records, take) => (refusing ? records.map(() => 'InternalFailure') : take()),
    earlier: leftAt(899),
  });
  let refusing = false;
  send(exchange.trade(COIN, { id: 900 }));
  await live(0);
  exchange.pageSize = 2;
  refusing = true;
  for (const trade of missed(2)) send(trade);
  exchange.resetAfterIdRestart(COIN, { id: 1 });
  await clock.advance(2_000);
  for (const trade of missed(4)) send(trade); // from 2 on
  refusing = false;
  await clock.advance(10_000);
  await soon();
  expect(market.ids(COIN)).toEqual([900, 2, 3, 4, 5]);
  expect(market.unwatched).toMatchObject([[COIN, { reason: 'given-up', firstTradeId: 901, lastTradeId: 902 }]]);
  expect([market.restarted, market.state(COIN)]).toEqual([[COIN], 'live']);
});

test('a stop in the middle requests nothing more, and the next run continues after the last published trade', async () => {
  const first = beginMarket();
  first.exchange.pageSize = 2;
  await first.live(1);
  first.missed(5);
  await first.live(1);
  await first.clock.advance(GRACE_MS + 150);
  first.market.watch.stop();
  const asked = first.exchange.asked.length;
  expect(first.market.state(COIN)).toBe('dark');
  const drained = first.market.publisher.drain(1_000);
  await first.clock.advance(1_000);
  await drained;
  expect(first.exchange.asked).toHaveLength(asked);
  const told = first.market.published(COIN);
  expect(told?.id).toBe(3);
  const next = watchMarket({ ...first, epoch: 2, earlier: leftAt(told?.id ?? 0, told) });
  next.watch.follow(buildWantedCoin(COIN));
  next.subscribe(COIN);
  await first.clock.advance(30_000);
  expect([...first.market.ids(COIN), ...next.ids(COIN)]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(next.unwatched).toEqual([]);
});

test('the candles of minutes whose trades came late, or came again, are those of the trades', async () => {
  const candles: Candle[] = [];
  const unknown: [number, number][] = [];
  let refusing = false;
  const { market, live, missed, clock, exchange } = beginMarket({
    minutes: () =>
      new CoinMinutes({
        onClosed: (candle) => void candles.push(candle),
        onUnknown: (from, to) => void unknown.push([from, to]),
        onJoined: () => {},
        onIdRestart: () => {},
      }),
    maxPendingTrades: { perCoin: 4, inAll: 100 },
    put: async (records, take) => (refusing ? records.map(() => 'InternalFailure') : take()),
  });
  exchange.pageSize = 2;
  for (let second = 0; second < 240; second += 4) {
    if (second === 80) market.interrupt(COIN);
    if (second === 104) market.subscribe(COIN);
    refusing = second >= 140 && second < 170;
    const price = String(100 + ((second * 7) % 31));
    if (second >= 80 && second < 104) missed(1, { price });
    else if (second % 12 === 0 && (second < 120 || second > 200)) missed(1, { price });
    else await live(1, { price });
    await clock.advance(4_000 - (clock.now() % 4_000));
  }
  await clock.advance(10_000);
  expect(market.log.messages()).toContain('buffer dropped, to be filled by id');
  const first = Math.floor((exchange.rows(COIN)[0]?.time ?? 0) / MINUTE_MS) * MINUTE_MS;
  const trades = exchange.rows(COIN).flatMap(({ trade }) => trade ?? []);
  for (const { start, open, high, low, close, trades: count } of candles) {
    const prices = trades.filter(({ time }) => time >= start && time < start + MINUTE_MS).map(({ price }) => price);
    const numbers = prices.map(Number);
    expect([open, high, low, close, count]).toEqual([
      prices[0],
      String(Math.max(...numbers)),
      String(Math.min(...numbers)),
      prices.at(-1),
      prices.length,
    ]);
  }
  expect(candles.map(({ start }) => start - first)).toEqual([1, 2, 3].map((minute) => minute * MINUTE_MS));
  expect(unknown.filter(([from]) => from > first)).toEqual([]);
}, 20_000);
