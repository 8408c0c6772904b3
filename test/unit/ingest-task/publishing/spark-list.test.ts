import { expect, test } from 'vitest';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import { SPARK_HOURS, type Sparks } from '../../../../domain/market/spark.ts';
import { CoinMinutes } from '../../../../ingest-task/history/coin-minutes.ts';
import { SPARK_CHECK_MS, SparkList } from '../../../../ingest-task/publishing/spark-list.ts';
import { buildCandle, buildCandles } from '../../../support/candles.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const HOUR_MS = INTERVAL_MS['1h'];
const MINUTE_MS = INTERVAL_MS['1m'];
const UNTIL = Date.UTC(2026, 10, 22, 9);
const FIRST = UNTIL - SPARK_HOURS * HOUR_MS;
const listener = {
  onClosed: () => undefined,
  onUnknown: () => undefined,
  onJoined: () => undefined,
  onIdRestart: () => undefined,
};

function begin(stored: Sparks | null = null) {
  const clock = manualClock();
  const log = recordedLog();
  const minutes = new CoinMinutes(listener);
  const table = { stored, written: [] as Sparks[], isDown: false, isOvertaken: false };
  let now = UNTIL + 5;
  const list = new SparkList({
    clock,
    log,
    feed: 'binance',
    epoch: 3,
    exchangeNow: () => now,
    histories: () => [{ symbol: 'BTCUSDT', minutes }],
    marketTable: {
      async readSparks() {
        if (table.isDown) throw new Error('table down');
        return table.stored;
      },
      async writeSparks(sparks) {
        if (!table.isOvertaken) table.written.push(structuredClone(sparks));
        return !table.isOvertaken;
      },
    },
  });
  list.start();
  const closes = () => table.written.at(-1)?.coins.BTCUSDT;
  const pass = () => clock.advance(SPARK_CHECK_MS);
  const moveTo = (instant: number) => {
    now = instant;
  };
  return { list, log, minutes, table, closes, pass, moveTo };
}

const hours = () => buildCandles(FIRST, SPARK_HOURS, HOUR_MS);
const known = hours().map(({ close }) => close);

test('the list has the closes of the hours that are known, and is written again only when they change', async () => {
  const { minutes, table, closes, pass, moveTo } = begin();
  await pass();
  expect(closes()).toEqual(known.map(() => null));
  minutes.loadCandles('1h', hours());
  await pass();
  expect(closes()).toEqual(known);
  for (let times = 0; times < 5; times += 1) await pass();
  expect(table.written).toHaveLength(2);
  moveTo(UNTIL + HOUR_MS);
  minutes.load(buildCandles(UNTIL, 60, MINUTE_MS));
  await pass();
  expect(table.written.at(-1)).toMatchObject({ until: UNTIL + HOUR_MS });
  expect(closes()).toEqual([...known.slice(1), '159.5']);
});

test('what an earlier run stored stands for what is not known yet, at its own hours', async () => {
  const stored: Sparks = {
    feed: 'binance',
    until: UNTIL - 2 * HOUR_MS,
    coins: { BTCUSDT: known.map((it) => `${it}9`) },
  };
  const { minutes, closes, pass } = begin(stored);
  await pass();
  expect(closes()).toEqual([...known.slice(2).map((it) => `${it}9`), null, null]);
  minutes.loadCandles('1h', hours().slice(-4));
  await pass();
  expect(closes()?.slice(-5)).toEqual([`${known.at(-3)}9`, ...known.slice(-4)]);
});

test('closes of another feed, or of a coin that had the name before, are not shown', async () => {
  const coins = { BTCUSDT: known };
  const simulated = begin({ feed: 'simulator', until: UNTIL, coins });
  await simulated.pass();
  expect(simulated.closes()).toEqual(known.map(() => null));
  const relisted = begin({ feed: 'binance', until: UNTIL, coins });
  relisted.minutes.beginListing(UNTIL - 2 * HOUR_MS);
  await relisted.pass();
  expect(relisted.closes()).toEqual([...known.slice(0, -2).map(() => null), ...known.slice(-2)]);
});

test('a failed read or write is logged once, and tried again; nothing is written over what could not be read', async () => {
  const { table, log, pass } = begin();
  table.isDown = true;
  for (let times = 0; times < 3; times += 1) await pass();
  expect(log.messages()).toEqual(['hourly closes not written']);
  expect(table.written).toEqual([]);
  table.isDown = false;
  await pass();
  expect(table.written).toHaveLength(1);
});

test('a replaced task says so, and leaves what its successor wrote', async () => {
  const { table, log, minutes, pass } = begin();
  table.isOvertaken = true;
  minutes.load([buildCandle(UNTIL)]);
  await pass();
  expect(log.messages()).toEqual(['hourly closes not written: a later task writes them']);
});
