import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import { createCounters } from '../../../ingest-task/counters.ts';
import { createRestClient } from '../../../ingest-task/exchange/rest-client.ts';
import { BINANCE_REST } from '../../../ingest-task/exchanges/binance/binance.ts';
import { CandleSource } from '../../../ingest-task/history/candle-source.ts';
import { CandleWriter } from '../../../ingest-task/history/candle-writer.ts';
import { PAST_DAYS, PAST_INTERVALS } from '../../../ingest-task/history/fill-past.ts';
import { FillSteps } from '../../../ingest-task/history/fill-steps.ts';
import { HistoryFill } from '../../../ingest-task/history/history-fill.ts';
import { TradeSource } from '../../../ingest-task/history/trade-source.ts';
import { type ExchangeServer, startExchangeServer } from '../../../local/simulator/exchange-server.ts';
import { COIN_PROFILES } from '../../../local/simulator/market/coin-profiles.ts';
import type { Candle } from '../../../local/simulator/market/market.ts';
import { RandomMarket } from '../../../local/simulator/market/random-market.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { memoryCandles } from '../../support/memory-candles.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { tapeRows } from '../simulator/tape-rows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 10, 30, 20);
const WITHIN = { timeout: 60_000, interval: 1 };

let exchange: ExchangeServer;
let market: RandomMarket;

beforeEach(async () => {
  market = new RandomMarket({ seed: 7, startMs: NOW, profiles: COIN_PROFILES.slice(0, 3) });
  exchange = await startExchangeServer({ market, miniTickerIntervalMs: 0 });
});
afterEach(() => exchange.close());

test('a followed coin gets the values of its candles at the exchange, and a month of prices is stored', async () => {
  const { fill, untilIdle, table, log, writer } = begin();
  const coin = fill.follow('BTCUSDT');
  await untilIdle();
  await writer.stop(0);
  const minute = coin.minutes.present ?? 0;
  expect(minute).toBe(Date.UTC(2026, 10, 22, 10, 29));
  expectPlainValues(coin.minutes.valuesAt(minute), minute, 'BTCUSDT');

  const days = Array.from({ length: 31 }, (_, i) => new Date(NOW - (31 - i) * DAY).toISOString().slice(0, 10));
  const stored = [...table.pieces.keys()].filter((name) => name.startsWith('1m day')).sort();
  expect(stored).toEqual(days.map((day) => `1m day BTCUSDT ${day}T00:00`));
  const monthAgo = NOW - (NOW % DAY) - 31 * DAY;
  const month = await table.read('BTCUSDT', '1m', monthAgo, minute);
  expect(month.map(({ start, close, trades }) => [start, Number(close), trades])).toEqual(
    plainCandles('BTCUSDT', MINUTE, monthAgo, minute).map(({ openTime, close, trades }) => [openTime, close, trades]),
  );
  for (const interval of PAST_INTERVALS) {
    const lengthMs = INTERVAL_MS[interval];
    const begin = NOW - (NOW % DAY) - PAST_DAYS[interval] * DAY;
    const past = plainCandles('BTCUSDT', lengthMs, begin, NOW - (NOW % DAY));
    expect((await table.read('BTCUSDT', interval, 0, NOW)).map(({ start, close }) => [start, Number(close)])).toEqual(
      past.map(({ openTime, close }) => [openTime, close]),
    );
  }
  expect(log.messages().at(-1)).toBe('all histories are filled and stored');
});

test('stored candles are not requested again', async () => {
  const first = begin();
  first.fill.follow('ETHUSDT');
  await first.untilIdle();
  first.fill.stop();
  const before = exchange.restRequests().length;
  const second = begin(first.table);
  const coin = second.fill.follow('ETHUSDT');
  await second.untilIdle();
  expect(exchange.restRequests().slice(before)).toEqual([]);
  const minute = coin.minutes.present ?? 0;
  expectPlainValues(coin.minutes.valuesAt(minute), minute, 'ETHUSDT');
});

test('an exchange that refuses for a while only delays the fill', async () => {
  const { fill, untilIdle, log } = begin();
  exchange.failRest({ status: 429, count: 3, retryAfterSeconds: 7 });
  const coin = fill.follow('BTCUSDT');
  await untilIdle();
  exchange.failRest({ status: 503, count: 4 });
  const other = fill.follow('ETHUSDT');
  await untilIdle();
  expectPlainValues(coin.minutes.valuesAt(coin.minutes.present ?? 0), coin.minutes.present ?? 0, 'BTCUSDT');
  expectPlainValues(other.minutes.valuesAt(other.minutes.present ?? 0), other.minutes.present ?? 0, 'ETHUSDT');
  expect(log.messages()).toContain('the exchange gives no candles');
});

test('nothing is requested for a coin that is not followed any more', async () => {
  const { fill, clock } = begin();
  fill.follow('BTCUSDT');
  fill.unfollow('BTCUSDT');
  fill.start();
  await vi.waitFor(() => expect(fill.coins()).toEqual([]));
  await clock.advance(5_000);
  expect(exchange.restRequests()).toEqual([]);
});

test('a coin that began to trade a while ago has known windows from there on', async () => {
  await exchange.close();
  const start = Date.UTC(2026, 10, 22, 8, 0);
  const rows = tapeRows(2 * 3_600, { startMs: start });
  const tape = new TapeMarket({ tapes: { NEWUSDT: rows } });
  tape.step(rows.length);
  exchange = await startExchangeServer({ market: tape, miniTickerIntervalMs: 0 });
  const { fill, untilIdle, table } = begin(memoryCandles(), () => tape.now());
  const coin = fill.follow('NEWUSDT');
  await untilIdle();
  const present = Date.UTC(2026, 10, 22, 9, 58);
  expect(coin.minutes.present).toBe(present);
  const { refs, measures } = coin.minutes.valuesAt(present);
  // one trade of 0.5 a second, the price of second s is 100 + s
  expect(refs).toMatchObject({ 'change-1h': '3639', 'change-4h': null, 'change-24h': null });
  const seconds = (present - start) / 1_000;
  const traded = (from: number) => {
    let sum = 0;
    for (let second = from; second < seconds; second += 1) sum += 0.5 * (100 + second);
    return sum;
  };
  expect(measures['volume-1h']).toBeCloseTo(traded(seconds - 3_600), 3);
  expect(measures['volume-24h']).toBeCloseTo(traded(0), 3);
  expect([...table.pieces.keys()].filter((name) => name.includes('day'))).toEqual([]);
});

test('a minute whose trades were missed is requested when it is over, and known again', async () => {
  const { fill, untilIdle, clock } = begin();
  const coin = fill.follow('BTCUSDT');
  await untilIdle();
  market.advanceTo(NOW + 5 * MINUTE);
  coin.minutes.missedBefore(NOW + 1_000);
  coin.minutes.add({ id: 9, time: NOW + 1_000, price: '1', quantity: '1' });
  coin.minutes.passTo(Date.UTC(2026, 10, 22, 10, 33, 1));
  const open = Date.UTC(2026, 10, 22, 10, 33);
  expect([coin.minutes.present, coin.minutes.valuesAt(open).measures['volume-5m']]).toEqual([open, null]);
  await vi.waitFor(async () => {
    await clock.advance(1_000);
    expect(coin.minutes.valuesAt(open).measures['volume-5m']).not.toBeNull();
  }, WITHIN);
  // the trades showed that 10:31 and 10:32 had none, whatever the exchange says
  const [m28, m29, m30] = plainCandles('BTCUSDT', MINUTE, open - 5 * MINUTE, open - 2 * MINUTE);
  const volume = [m28, m29, m30].reduce((sum, candle) => sum + (candle?.quoteVolume ?? 0), 0);
  expect(coin.minutes.valuesAt(open).measures['volume-5m']).toBeCloseTo(volume, 2);
});

/** Refs and measures by their definitions, from the market's own candles. */
function expectPlainValues(
  values: { refs: Record<string, unknown>; measures: Record<string, unknown> },
  at: number,
  symbol: string,
) {
  const minutes = plainCandles(symbol, MINUTE, at - 7 * DAY, at);
  const hourEnd = Math.floor(at / HOUR) * HOUR;
  const hours = plainCandles(symbol, HOUR, hourEnd - 30 * DAY, hourEnd);
  expect(minutes).toHaveLength(7 * 1_440);
  const ref = (count: number) => String(minutes.at(-count)?.close);
  expect(values.refs).toEqual({
    'change-5m': ref(5),
    'change-15m': ref(15),
    'change-1h': ref(60),
    'change-4h': ref(240),
    'change-24h': ref(1_440),
    'change-7d': ref(10_080),
  });
  const volume = (count: number) => minutes.slice(-count).reduce((sum, candle) => sum + candle.quoteVolume, 0);
  const expected: Record<string, number> = {
    'volatility-1h': deviation(minutes.slice(-60), 525_600),
    'volatility-24h': deviation(minutes.slice(-1_440), 525_600),
    'volatility-7d': deviation(hours.slice(-168), 8_760),
    'volatility-30d': deviation(hours, 8_760),
    'volume-5m': volume(5),
    'volume-1h': volume(60),
    'volume-24h': volume(1_440),
  };
  expect(Object.keys(values.measures).sort()).toEqual(Object.keys(expected).sort());
  for (const [metric, value] of Object.entries(expected)) {
    expect(Number(values.measures[metric]) / value, metric).toBeCloseTo(1, 6);
  }
}

function deviation(candles: readonly Candle[], aYear: number): number {
  const returns = candles.slice(1).map(({ close }, i) => Math.log(close / (candles[i]?.close ?? 0)));
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const squares = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return 100 * Math.sqrt(squares / (returns.length - 1)) * Math.sqrt(aYear);
}

/** `from` up to, not including, `to`. */
function plainCandles(symbol: string, stepMs: number, from: number, to: number): Candle[] {
  return market.candles({ symbol, stepMs, fromMs: from, toMs: to - stepMs });
}

function begin(table = memoryCandles(), exchangeNow = () => market.now()) {
  const clock = manualClock({ now: NOW });
  const log = recordedLog();
  const counters = createCounters();
  const rest = createRestClient(BINANCE_REST, exchange.restUrl, clock);
  const candles = new CandleSource({ rest, exchangeNow, counters, onUnreadable: () => undefined });
  const trades = new TradeSource({ rest, clock });
  const fill = new HistoryFill({
    steps: new FillSteps({ candleTable: table, candles, trades, log, exchangeNow, counters }),
    clock,
    log,
    counters,
    exchangeNow,
    isClockKnown: () => true,
    isWatchable: () => true,
    onFilled: () => {},
  });
  let started = false;
  /** Lets time pass until every coin's month is filled. */
  const untilIdle = async () => {
    if (!started) fill.start();
    started = true;
    const done = () => log.lines.findLast(({ message }) => message === 'all histories are filled and stored');
    await vi.waitFor(async () => {
      await clock.advance(1_000);
      expect(done()?.fields.coins).toBe(fill.coins().length);
    }, WITHIN);
  };
  const coins = () => fill.coins();
  const writer = new CandleWriter({ candleTable: table, coins, clock, log, counters, exchangeNow });
  return { fill, untilIdle, table, log, clock, writer };
}
