import { expect, test } from 'vitest';
import { IncompleteTradesError, MAX_REPEATS, TradeSource } from '../../../../ingest-task/history/trade-source.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { plainExchange } from '../../../support/plain-exchange.ts';
import { buildTrade } from '../../../support/ticks.ts';

const FROM = Date.UTC(2026, 0, 5, 12, 0, 0);
const SPAN = { symbol: 'BTCUSDT', from: FROM, toId: 14, toTime: FROM + 3_000, isOver: () => false };

test('all trades of a span come, from the first of its time up to the id; the trade before proves that none is missing', async () => {
  const { ask, exchange } = begin();
  expect((await ask()).map(({ id }) => id)).toEqual([11, 12, 13, 14]);
  expect(exchange.asked).toEqual(['BTCUSDT since 12:00:00', 'BTCUSDT from 10']);
});

test('ids that stand for no trade are left out and are no gap', async () => {
  const { ask, exchange } = begin();
  exchange.trades.splice(2, 1, { id: 12, time: FROM + 1, trade: null });
  expect((await ask()).map(({ id }) => id)).toEqual([11, 13, 14]);
});

test.each([
  ['the one before the first is gone', 0],
  ['one in the middle is gone', 2],
])('%s: it is not certain that all trades are there', async (_, index) => {
  const { ask, exchange } = begin();
  exchange.trades.splice(index, 1);
  await expect(ask()).rejects.toThrow(IncompleteTradesError);
});

test('an unreadable row makes the trades incomplete', async () => {
  const { ask, exchange } = begin();
  const unreadable = { message: 'p: is not a decimal', content: '{}' };
  exchange.trades.splice(2, 1, { id: 12, time: Number.NaN, trade: null, unreadable });
  await expect(ask()).rejects.toThrow('p: is not a decimal');
});

test('of two trades under one id the first counts', async () => {
  const { ask, exchange } = begin();
  const [, , twelve] = exchange.trades;
  if (twelve) exchange.trades.splice(3, 0, { ...twelve, trade: buildTrade({ id: 12, time: FROM + 1_500 }) });
  expect((await ask()).map(({ id, time }) => `${id} ${time - FROM}`)).toEqual([
    '11 0',
    '12 1000',
    '13 2000',
    '14 3000',
  ]);
});

test('before a coin’s very first trade there is none', async () => {
  const { ask, exchange } = begin();
  const from0 = exchange.trades.splice(1).map((row, id) => ({ ...row, id, trade: buildTrade({ id, time: row.time }) }));
  exchange.trades.splice(0, 1, ...from0);
  expect((await ask({ toId: 2 })).map(({ id }) => id)).toEqual([0, 1, 2]);
});

test('ids that restarted below the wanted one end the search', async () => {
  const { ask, exchange } = begin();
  exchange.trades.push({ id: 17, time: FROM + 120_000, trade: null });
  await expect(ask({ toId: 9_000 })).rejects.toThrow('ids do not lead to 9000');
});

test('an unreadable first row does not begin with the coin’s very first trade', async () => {
  const { ask, exchange } = begin();
  exchange.trades[1] = { id: 0, time: FROM, trade: null, unreadable: { message: 'a: is missing', content: '{}' } };
  await expect(ask()).rejects.toThrow(IncompleteTradesError);
  expect(exchange.asked).toHaveLength(1);
});

test('once nothing waits for them no request is made', async () => {
  const { ask, exchange } = begin();
  await ask({ isOver: () => true });
  expect(exchange.asked).toEqual(['BTCUSDT since 12:00:00']);
});

test('trades that do not appear yet are requested again', async () => {
  const { ask, exchange, clock } = begin();
  const late = exchange.trades.splice(4);
  const answer = ask();
  await clock.advance(600);
  exchange.trades.push(...late);
  await clock.advance(300);
  expect((await answer).map(({ id }) => id)).toEqual([11, 12, 13, 14]);
});

test('trades that never appear are given up', async () => {
  const { ask, exchange, clock } = begin();
  exchange.trades.length = 0;
  const answer = expect(ask()).rejects.toThrow(IncompleteTradesError);
  for (let turn = 0; turn < 200; turn += 1) await clock.advance(100); // the exchange answers in between
  await answer;
  expect(exchange.asked).toHaveLength(MAX_REPEATS + 1);
});

test('no request is made once the share of the request weight is used up', async () => {
  const { ask, exchange } = begin();
  exchange.weight = 5_399;
  await expect(ask()).rejects.toThrow('weight');
  expect(exchange.asked).toEqual([]);
});

/** Trades 10 to 16, a second each; the first is of the minute before. */
function begin() {
  const clock = manualClock({ now: FROM + 30_000 });
  const exchange = plainExchange(clock.now);
  for (let id = 10; id <= 16; id += 1) {
    const time = FROM + (id - 11) * 1_000;
    exchange.trades.push({ id, time, trade: buildTrade({ id, time }) });
  }
  const source = new TradeSource({ rest: exchange.rest, clock });
  return { ask: (span = {}) => source.trades({ ...SPAN, ...span }), exchange, clock };
}
