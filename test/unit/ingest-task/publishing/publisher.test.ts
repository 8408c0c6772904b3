import { expect, test } from 'vitest';
import type { TickRecord } from '../../../../adapters/streams/tick-stream.ts';
import { decodeTick, type Tick } from '../../../../domain/market/tick.ts';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { MAX_PENDING_TRADES, Publisher } from '../../../../ingest-task/publishing/publisher.ts';
import type { DroppedTrades } from '../../../../ingest-task/sequencing/sequencer-deps.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { unknownValues } from '../../../support/value-source.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

test('one tick a coin and flush, all coins in one call', async () => {
  const { publisher, clock, calls } = begin();
  const [one, two] = ['BTCUSDT', 'ETHUSDT'].map((symbol) => publisher.follow(buildWantedCoin(symbol), unknownValues()));
  if (!one || !two) throw new Error('no outbox');
  publisher.add(one, buildTrade({ id: 1 }), 5);
  publisher.add(two, buildTrade({ id: 9 }), 6);
  publisher.add(one, buildTrade({ id: 2 }), 7);
  await clock.advance(100);
  expect(calls.map((ticks) => ticks.map((tick) => tick.trades.id))).toEqual([[[1, 2], [9]]]);
  expect(calls[0]?.[0]).toMatchObject({ receivedAt: 5, publishedAt: clock.now(), previous: null });
});

test('trades after a minute’s end are sent as soon as the first tick is accepted', async () => {
  const { publisher, clock, calls } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  const last = buildTrade({ id: 1 }).time - 10 + 59_999;
  publisher.add(outbox, buildTrade({ id: 1, time: last }), 5);
  publisher.add(outbox, buildTrade({ id: 2, time: last + 1 }), 6);
  await clock.advance(100);
  expect(calls.flat().map((tick) => [tick.trades.id, tick.previous?.id ?? null])).toEqual([
    [[1], null],
    [[2], 1],
  ]);
});

test('a refused record is merged with later trades and sent under a new seq', async () => {
  const { publisher, clock, calls, answers } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  answers.push('ProvisionedThroughputExceededException');
  publisher.add(outbox, buildTrade({ id: 1 }), 5);
  await clock.advance(100);
  publisher.add(outbox, buildTrade({ id: 2 }), 6);
  await clock.advance(200);
  expect(calls.flat().map((tick) => [tick.seq, tick.trades.id])).toEqual([
    [1, [1]],
    [2, [1, 2]],
  ]);
});

test('at the bound a coin’s buffer is dropped and reported, once', async () => {
  const { publisher, dropped } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  const count = MAX_PENDING_TRADES.perCoin + 1;
  for (let id = 1; id <= count; id += 1) publisher.add(outbox, buildTrade({ id }), 5);
  expect(dropped.map(([symbol, { trades, lastInFlight }]) => [symbol, trades.length, lastInFlight])).toEqual([
    ['BTCUSDT', count, null],
  ]);
  expect(outbox.pendingCount).toBe(0);
});

test('at the bound of all coins the fullest buffer is dropped, with its trades in flight', async () => {
  const { publisher, clock, dropped } = begin(() => new Promise(() => {}), { perCoin: 100, inAll: 10 });
  const [most, few] = ['BTCUSDT', 'ETHUSDT'].map((symbol) =>
    publisher.follow(buildWantedCoin(symbol), unknownValues()),
  );
  if (!most || !few) throw new Error('no outbox');
  publisher.add(most, buildTrade({ id: 1 }), 5);
  await clock.advance(100);
  for (let id = 2; id <= 6; id += 1) publisher.add(most, buildTrade({ id }), 5);
  for (let id = 1; id <= 5; id += 1) publisher.add(few, buildTrade({ id }), 5);
  expect(dropped.map(([symbol, { trades, lastInFlight }]) => [symbol, trades.length, lastInFlight?.id])).toEqual([
    ['BTCUSDT', 6, 1],
  ]);
  expect(few.pendingCount).toBe(5);
});

test('missed trades are fetched only while half of each bound is free', () => {
  const { publisher } = begin(undefined, { perCoin: 8, inAll: 12 });
  const [one, two] = ['BTCUSDT', 'ETHUSDT'].map((symbol) => publisher.follow(buildWantedCoin(symbol), unknownValues()));
  if (!one || !two) throw new Error('no outbox');
  const room = () => [publisher.hasRoom(one), publisher.hasRoom(two)];
  for (let id = 1; id <= 3; id += 1) publisher.add(one, buildTrade({ id }), 5);
  expect(room()).toEqual([true, true]);
  publisher.add(one, buildTrade({ id: 4 }), 5);
  expect(room()).toEqual([false, true]);
  for (let id = 1; id <= 2; id += 1) publisher.add(two, buildTrade({ id }), 5);
  expect(room()).toEqual([false, false]);
});

test('each tick that the stream accepts is reported', async () => {
  const { publisher, clock, answers, taken } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  answers.push('InternalFailure');
  publisher.add(outbox, buildTrade({ id: 1 }), 5);
  await clock.advance(100);
  expect(taken).toEqual([]);
  await clock.advance(300);
  expect(taken).toEqual(['BTCUSDT']);
});

test('a coin whose first trade of a tick has waited too long for the stream is late', async () => {
  const { publisher, clock, answers } = begin();
  const [late, inTime] = ['BTCUSDT', 'ETHUSDT'].map((symbol) =>
    publisher.follow(buildWantedCoin(symbol), unknownValues()),
  );
  if (!late || !inTime) throw new Error('no outbox');
  const time = clock.now();
  publisher.add(late, buildTrade({ id: 1, time: time - 12_000 }), time);
  publisher.add(late, buildTrade({ id: 2, time }), time);
  publisher.add(inTime, buildTrade({ id: 1, time }), time);
  answers.push('InternalFailure');
  await clock.advance(100);
  expect(publisher.late.take()).toEqual([]);
  await clock.advance(10_000);
  expect(publisher.late.take()).toMatchObject([{ symbol: 'BTCUSDT' }]);
});

test('trades that a drain could not publish in time are counted, and left to the next run', async () => {
  const { publisher, clock, refuseAll, dropped } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  publisher.follow(buildWantedCoin('ETHUSDT'), unknownValues());
  publisher.add(outbox, buildTrade({ id: 1 }), 5);
  await clock.advance(100);
  refuseAll();
  for (const id of [2, 3]) publisher.add(outbox, buildTrade({ id }), 5);
  const drained = publisher.drain(1_000);
  await clock.advance(1_100);
  expect([await drained, dropped]).toEqual([2, []]);
});

test('a coin that is followed again continues with a seq that succeeds no other', async () => {
  const { publisher, clock, calls } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  publisher.add(outbox, buildTrade({ id: 1 }), 5);
  await clock.advance(100);
  outbox.leave();
  await clock.advance(100);
  const again = publisher.follow(buildWantedCoin(), unknownValues());
  publisher.add(again, buildTrade({ id: 8 }), 5);
  await clock.advance(100);
  expect(calls.flat().map((tick) => [tick.seq, tick.trades.id, tick.previous])).toEqual([
    [1, [1], null],
    [3, [8], null],
  ]);
});

test('a stream that refuses records is logged when that begins and when it ends, not at every record', async () => {
  const { publisher, clock, answers, log } = begin();
  const outbox = publisher.follow(buildWantedCoin(), unknownValues());
  answers.push('InternalFailure', 'InternalFailure', 'InternalFailure');
  publisher.add(outbox, buildTrade({ id: 1 }), 5);
  await clock.advance(5_000);
  expect(log.messages()).toEqual(['the tick stream refuses records', 'the tick stream accepts records again']);
});

/** A publisher that flushes every 100 ms into a stream that answers what `answers` holds, and accepts everything after that. */
function begin(answer?: () => Promise<(string | null)[]>, maxPendingTrades?: typeof MAX_PENDING_TRADES) {
  const clock = manualClock();
  const log = recordedLog();
  const calls: Tick[][] = [];
  const answers: (string | null)[] = [];
  let otherwise: string | null = null;
  const refuseAll = () => {
    otherwise = 'ProvisionedThroughputExceededException';
  };
  const put = async (records: readonly TickRecord[]) => {
    calls.push(records.map(({ data }) => decodeTick(Buffer.from(data).toString())));
    return answer ? answer() : records.map(() => answers.shift() ?? otherwise);
  };
  const dropped: [string, DroppedTrades][] = [];
  const taken: string[] = [];
  const publisher = new Publisher({
    tickStream: { put },
    clock,
    log,
    counters: createCounters(),
    feed: 'binance',
    epoch: 1,
    flushIntervalMs: 100,
    exchangeNow: () => clock.now(),
    clockOffsetMs: () => 0,
    onDropped: (symbol, trades) => void dropped.push([symbol, trades]),
    viewOf: () => null,
    onAccepted: (symbol) => void taken.push(symbol),
    ...(maxPendingTrades && { maxPendingTrades }),
  });
  publisher.start();
  return { publisher, clock, calls, answers, refuseAll, log, dropped, taken };
}
