import { describe, expect, test } from 'vitest';
import { MAX_CATCH_UP_MS } from '../../../../ingest-task/sequencing/catch-up.ts';
import { REST_KNOWS_AFTER_MS } from '../../../../ingest-task/sequencing/stray-frames.ts';
import { MAX_AHEAD_MS, MAX_STEP_BACK_MS } from '../../../../ingest-task/sequencing/trade-times.ts';
import { beginMarket, COIN, leftAt } from '../../../support/begin-market.ts';
import { exchangeError } from '../../../support/plain-exchange.ts';

const MINUTE = 60_000;

describe('a frame whose time can not be true', () => {
  const odd: [string, (now: number) => number][] = [
    ['a little too late', (now) => now + MAX_AHEAD_MS + 1],
    ['years ahead', (now) => now + 50 * 365 * 86_400_000],
    ['far before the one before it', (now) => now - MAX_STEP_BACK_MS - 1_000],
    ['of the first of January 1970', () => 17],
  ];
  test.each(odd)(
    '%s, is quarantined with its content, and what the exchange says of its id is taken',
    async (_, at) => {
      const { clock, market, missed, send, live, soon } = beginMarket();
      await live(3);
      const [fourth] = missed(1);
      if (fourth) send({ ...fourth, time: at(clock.now()) });
      const [fifth] = await live(1);
      await soon();
      expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5]);
      expect(market.ticks.flatMap(({ trades }) => trades.time)).toContain(fourth?.time);
      expect([market.quarantine.length, market.unwatched, market.restarted]).toEqual([1, [], []]);
      expect(market.quarantine[0]?.[0]).toContain(`${COIN} {"id":4,`);
      expect([market.state(COIN), market.published(COIN)?.id]).toEqual(['live', fifth?.id]);
    },
  );

  test('has its id requested, even when no other frame of the coin comes', async () => {
    const { clock, market, missed, send, live, soon } = beginMarket();
    await live(3);
    const [fourth] = missed(1);
    if (fourth) send({ ...fourth, time: clock.now() + MINUTE });
    await soon();
    expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2, 3, 4], 'live']);
  });

  test('gives no watermark while its id is requested', async () => {
    const { clock, exchange, market, missed, send, live } = beginMarket();
    await live(1);
    exchange.fault = () => exchangeError('server');
    const [second] = missed(1);
    if (second) send({ ...second, time: clock.now() + MINUTE });
    await clock.advance(20_000);
    const before = market.watermarks(COIN).length;
    market.watch.onHeartbeat(clock.now(), [COIN]);
    await clock.advance(5_000);
    expect(market.watermarks(COIN)).toHaveLength(before);
  });

  test('does not change how later frames are judged', async () => {
    const { clock, market, exchange, send, live } = beginMarket();
    await live(1);
    for (const ahead of [9_000, -9_000, 500, -3_000_000, 0]) {
      send(exchange.trade(COIN, { time: clock.now() + ahead }));
      await clock.advance(1_000);
    }
    expect([market.ids(COIN), market.quarantine]).toEqual([[1, 2, 3, 4, 5, 6], []]);
  });
});

test('a time ahead of a clock that can’t be measured again is replaced by the true frame of its id', async () => {
  const { clock, exchange, market, live, send } = beginMarket({ clockIsStale: true });
  await live(2);
  exchange.fault = () => exchangeError('server');
  const third = exchange.trade(COIN);
  send({ ...third, time: clock.now() + 60 * MINUTE });
  await live(1);
  expect(market.ids(COIN)).toEqual([1, 2]);
  send(third);
  await live(1);
  expect([market.ids(COIN), market.quarantine.length, market.state(COIN)]).toEqual([[1, 2, 3, 4, 5], 1, 'live']);
});

test('a time ahead of a clock that can’t be measured again delays nothing when the exchange gives its id', async () => {
  const { clock, exchange, market, live, send, soon } = beginMarket({ clockIsStale: true });
  await live(2);
  send({ ...exchange.trade(COIN), time: clock.now() + 60 * MINUTE });
  await live(1);
  await soon();
  await live(1);
  expect([market.ids(COIN), market.quarantine.length, market.state(COIN)]).toEqual([[1, 2, 3, 4, 5], 1, 'live']);
});

test('a frame ahead of a clock that can’t be measured waits no longer than missed trades do', async () => {
  const { clock, exchange, market, missed, live, send, soon } = beginMarket({ clockIsStale: true });
  await live(3);
  exchange.fault = () => exchangeError('server');
  const [fourth] = missed(1);
  if (fourth) send({ ...fourth, time: clock.now() + 120 * MINUTE });
  await live(2);
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2, 3], 'catching-up']);
  await clock.advance(MAX_CATCH_UP_MS + 5_000);
  expect([market.ids(COIN), market.quarantine.length]).toEqual([[1, 2, 3, 5, 6], 1]);
  expect(market.unwatched.map(([, { firstTradeId, lastTradeId }]) => [firstTradeId, lastTradeId])).toEqual([[4, 4]]);
  exchange.fault = () => null;
  await live(1);
  await soon();
  expect([market.ids(COIN).at(-1), market.state(COIN)]).toEqual([7, 'live']);
});

describe('while the exchange’s clock is not measured', () => {
  test('heartbeats replace it', async () => {
    const { clock, market, missed, send, live, soon } = beginMarket({ exchangeNow: () => null });
    await live(1);
    for (const ahead of [0, 0]) market.watch.onHeartbeat(clock.now() + ahead, [COIN]);
    const [second] = missed(1);
    if (second) send({ ...second, time: clock.now() + MINUTE });
    await soon();
    expect([market.ids(COIN), market.quarantine.length]).toEqual([[1, 2], 1]);
    expect(market.ticks.flatMap(({ trades }) => trades.time)).toContain(second?.time);
  });

  test('nothing is left out because of its time, since our clock may be wrong', async () => {
    let exchangeNow: number | null = null;
    const { clock, exchange, market, live } = beginMarket({ exchangeNow: () => exchangeNow });
    for (const ago of [3_600_000, 3_600_000]) market.watch.onHeartbeat(clock.now() - ago, [COIN]);
    await live(1);
    exchange.trade(COIN);
    await live(1);
    await clock.advance(60_000);
    expect([market.ids(COIN), market.unwatched]).toEqual([[], []]);
    exchangeNow = clock.now();
    await clock.advance(5_000);
    await live(1);
    expect([market.ids(COIN), market.unwatched]).toEqual([[4], []]);
  });
});

test('a heartbeat ahead of the exchange’s clock gives no watermark', async () => {
  const { clock, market, live } = beginMarket();
  await live(1);
  market.watch.onHeartbeat(clock.now() + MINUTE, [COIN]);
  await clock.advance(3_000);
  expect([market.watermarks(COIN), market.quarantine.length]).toEqual([[], 1]);
});

test('a frame that can’t be read makes its coin request the trade', async () => {
  const { market, missed, live, soon } = beginMarket();
  await live(3);
  missed(1);
  market.watch.onMalformed('{"s":"BTCUSDT","a":4,"T":1795879789630000}', 'data.T: is not a time in ms', COIN);
  await soon();
  expect([market.ids(COIN), market.quarantine.length]).toEqual([[1, 2, 3, 4], 1]);
});

describe('a row that can not be read', () => {
  test('is requested once more, then reported as not watched, and the others are taken', async () => {
    const { exchange, market, missed, live, soon } = beginMarket();
    await live(1);
    const [, third] = missed(2);
    exchange.unreadable(COIN);
    exchange.unreadable(COIN);
    const [sixth] = missed(5);
    await live(1);
    await soon();
    expect(market.ids(COIN)).toEqual([1, 2, 3, 6, 7, 8, 9, 10, 11]);
    const ids = { firstTradeId: 4, lastTradeId: 5 };
    expect(market.unwatched).toEqual([[COIN, { from: third?.time, to: sixth?.time, reason: 'unreadable', ...ids }]]);
    expect(market.quarantine.map(([content]) => content)).toEqual([`${COIN} {"a":4}`, `${COIN} {"a":5}`]);
    expect([market.state(COIN), exchange.asked.length]).toEqual(['live', 2]);
  });

  test('at the end of all known trades does not stop the coin', async () => {
    const { exchange, market, live, soon } = beginMarket();
    await live(2);
    exchange.unreadable(COIN);
    market.watch.onMalformed('?', 'data.T: is not a time in ms', COIN);
    await soon();
    await live(2);
    await soon();
    expect([market.ids(COIN), market.state(COIN)]).toEqual([[1, 2, 4, 5], 'live']);
    expect(market.unwatched.map(([, { firstTradeId, lastTradeId }]) => [firstTradeId, lastTradeId])).toEqual([[3, 3]]);
  });

  test('is requested twice and no more, even when no row of the answer can be read', async () => {
    const { clock, exchange, market, live, missed } = beginMarket();
    await live(1);
    exchange.pageSize = 500;
    for (let count = 0; count < 5_000; count += 1) exchange.unreadable(COIN);
    missed(1);
    await live(1);
    await clock.advance(60_000);
    expect(market.ids(COIN)).toEqual([1, 5_002, 5_003]);
    expect(market.unwatched.reduce((sum, [, it]) => sum + it.lastTradeId - it.firstTradeId + 1, 0)).toBe(5_000);
    expect(exchange.asked.length).toBeLessThan(30);
  });
});

describe('an id that comes twice', () => {
  const LATER_MS = 46_000;

  test('with another trade keeps the first one, reports the second as not watched, and resets nothing', async () => {
    const { clock, exchange, market, send, live, soon } = beginMarket();
    await live(3);
    const first = exchange.rows(COIN).at(-1)?.trade ?? undefined;
    await clock.advance(LATER_MS);
    if (first) send({ ...first, time: clock.now(), price: '101' });
    await live(2);
    await soon();
    expect([market.ids(COIN), market.restarted, market.state(COIN)]).toEqual([[1, 2, 3, 4, 5], [], 'live']);
    expect(market.unwatched.map(([, { reason, firstTradeId }]) => [reason, firstTradeId])).toEqual([['same-id', 3]]);
    expect(market.quarantine.map(([content]) => content)).toEqual([expect.stringContaining('"price":"101"')]);
  });

  test('below the last one waits until the old series continues', async () => {
    const { clock, exchange, market, send, live, soon } = beginMarket();
    await live(5);
    await clock.advance(LATER_MS);
    const third = exchange.rows(COIN)[2]?.trade;
    if (third) send({ ...third, time: clock.now(), price: '101' });
    expect([market.unwatched, market.state(COIN)]).toEqual([[], 'catching-up']);
    await clock.advance(10);
    await live(2);
    expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await soon();
    expect([market.unwatched.length, market.restarted, market.state(COIN)]).toEqual([1, [], 'live']);
  });

  test('with the trade that an earlier run published is a late duplicate: nothing is reported or quarantined', async () => {
    const earlier = leftAt(5);
    const { clock, exchange, market, send, live, soon } = beginMarket({ earlier });
    const [published] = Object.values(earlier).flatMap((coin) => coin.published ?? []);
    const [late] = [4, 5].map((id) => exchange.trade(COIN, { ...published, id }));
    await clock.advance(3_000);
    send(late);
    await soon();
    await live(1);
    expect([market.ids(COIN), market.state(COIN)]).toEqual([[6], 'live']);
    expect([market.unwatched, market.quarantine, market.restarted]).toEqual([[], [], []]);
  });

  test('in an answer of the exchange, too', async () => {
    const { clock, exchange, market, missed, live, soon } = beginMarket();
    await live(1);
    missed(2);
    await clock.advance(LATER_MS);
    exchange.trade(COIN, { id: 3, price: '101' });
    await live(2);
    await soon();
    expect([market.ids(COIN), market.restarted]).toEqual([[1, 2, 3, 4, 5], []]);
    expect(market.unwatched.map(([, { reason, firstTradeId }]) => [reason, firstTradeId])).toEqual([['same-id', 3]]);
  });
});

describe('ids that restart', () => {
  test('are proved by the exchange’s newest trade, within a second', async () => {
    const { clock, exchange, market, send, live } = beginMarket();
    await live(5);
    await clock.advance(5_000);
    send(exchange.resetAfterIdRestart(COIN, { id: 2 }));
    send(exchange.trade(COIN));
    expect(market.restarted).toEqual([]);
    await clock.advance(1_000);
    expect([market.restarted, market.ids(COIN).slice(5), market.state(COIN)]).toEqual([[COIN], [2, 3], 'live']);
    expect([market.unwatched, market.quarantine]).toEqual([[], []]);
  });

  test('wait while the exchange’s answers are late', async () => {
    const { clock, exchange, market, send, live } = beginMarket();
    const old = await live(5);
    await clock.advance(5_000);
    const first = exchange.resetAfterIdRestart(COIN, { id: 2 });
    const rest = exchange.rest.fetchNewestTrade;
    const last = old.at(-1);
    exchange.rest.fetchNewestTrade = async () => (last ? { id: last.id, time: last.time, trade: last } : null);
    send(first);
    await clock.advance(1_500);
    expect(market.restarted).toEqual([]);
    exchange.rest.fetchNewestTrade = rest;
    await clock.advance(2_000);
    expect([market.restarted, market.ids(COIN).at(-1)]).toEqual([[COIN], 2]);
  });

  test('are accepted after a quarter of an hour without an answer, if more than one frame shows them', async () => {
    for (const frames of [1, 2]) {
      const { clock, exchange, market, send, live } = beginMarket();
      await live(5);
      exchange.fault = () => exchangeError('server');
      await clock.advance(5_000);
      send(exchange.resetAfterIdRestart(COIN, { id: 1 }));
      if (frames === 2) send(exchange.trade(COIN));
      await clock.advance(MAX_CATCH_UP_MS + 5_000);
      expect([market.restarted, market.unwatched.length]).toEqual(frames === 2 ? [[COIN], 0] : [[], 1]);
    }
  });
});

describe('a frame under an id that was never given', () => {
  const NEVER = 9_000_000_000;

  test('is dropped when a trade of a lower id is newer', async () => {
    const { clock, exchange, market, live, send } = beginMarket();
    await live(3);
    exchange.fault = () => exchangeError('server');
    send({ id: NEVER, time: clock.now(), price: '100', quantity: '1' });
    await clock.advance(6_000);
    expect(market.state(COIN)).toBe('catching-up');
    await live(1);
    expect([market.ids(COIN), market.state(COIN), market.quarantine.length]).toEqual([[1, 2, 3, 4], 'live', 1]);
  });

  test('is dropped after a quarter of an hour without an answer and without another frame', async () => {
    const { clock, exchange, market, live, send } = beginMarket();
    await live(3);
    exchange.fault = () => exchangeError('server');
    send({ id: NEVER, time: clock.now(), price: '100', quantity: '1' });
    await clock.advance(MAX_CATCH_UP_MS + 5_000);
    exchange.fault = () => null;
    await live(2);
    expect([market.ids(COIN), market.unwatched, market.restarted]).toEqual([[1, 2, 3, 4, 5], [], []]);
  });

  test('is dropped when the exchange does not know it', async () => {
    const { clock, market, live, soon, send } = beginMarket();
    await live(3);
    send({ id: NEVER, time: clock.now(), price: '100', quantity: '1' });
    await live(3);
    expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5, 6]);
    await clock.advance(REST_KNOWS_AFTER_MS);
    await soon();
    await live(2);
    expect([market.ids(COIN).at(-1), market.state(COIN)]).toEqual([8, 'live']);
    expect([market.unwatched, market.restarted, market.quarantine.length]).toEqual([[], [], 1]);
  });
});
