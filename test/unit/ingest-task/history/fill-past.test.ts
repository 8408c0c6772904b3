import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import { lengthOf } from '../../../../domain/market/chart-interval.ts';
import { METRIC_INTERVALS } from '../../../../domain/metrics/candle-reach.ts';
import type { WindowedMetric } from '../../../../domain/metrics/metric.ts';
import { LONGEST_REACH } from '../../../../domain/metrics/minute-values.ts';
import { MAX_PREVIEW_DAYS } from '../../../../domain/preview/preview.ts';
import { PAST_DAYS, PAST_INTERVALS, sourceOf } from '../../../../ingest-task/history/fill-past.ts';
import { beginHistory } from '../../../support/begin-history.ts';
import { memoryCandles } from '../../../support/memory-candles.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TODAY = Date.UTC(2026, 0, 5);
const NOON = TODAY + 12 * HOUR;
const PRESENT = NOON - MINUTE; // the last minute comes from trades
const DONE = 'all histories are filled and stored';
const COIN = 'BTCUSDT';

test('what is stored serves the longest metric from the first minute of the longest preview on', () => {
  for (const interval of METRIC_INTERVALS) {
    const reach = LONGEST_REACH.candles[interval] * lengthOf(interval);
    expect(PAST_DAYS[sourceOf(interval)] * DAY, interval).toBeGreaterThanOrEqual(reach + MAX_PREVIEW_DAYS * DAY);
  }
});

test('the long past of a coin is fetched once, each interval from its own candles, and stored', async () => {
  const first = begin();
  first.fill.follow(COIN);
  await first.until(DONE);
  for (const interval of PAST_INTERVALS) {
    const length = INTERVAL_MS[interval];
    const count = (PAST_DAYS[interval] * DAY) / length;
    const stored = await first.table.read(COIN, interval, 0, NOON);
    expect(stored.map(({ start }) => start)).toEqual(
      Array.from({ length: count }, (_, i) => TODAY + (i - count) * length),
    );
    expect(stored.every(({ start, close }) => Number(close) === closeOf(start, length))).toBe(true);
  }
  const pages = first.exchange.asked.filter((asked) => !/ 1m | first$/.test(asked));
  // 22 days of 15m, 334 of 1h and 2,004 of 1d before those that are folded, and the hours of the windows
  expect(pages).toHaveLength(3 + 9 + 3 + 1);

  const second = begin(first.table);
  second.fill.follow(COIN);
  await second.until(DONE);
  expect(second.exchange.asked).toEqual([]);
});

test('a gap of any length between two runs is fetched', async () => {
  const { table, ...first } = begin();
  first.fill.follow(COIN);
  await first.until(DONE);
  const later = beginHistory({ now: NOON + 100 * DAY, table });
  later.fill.follow(COIN);
  later.fill.start();
  await later.passUntil(() => later.log.messages().includes(DONE));
  const today = TODAY + 100 * DAY;
  for (const interval of PAST_INTERVALS) {
    const from = today - PAST_DAYS[interval] * DAY;
    const count = (today - from) / INTERVAL_MS[interval];
    const starts = (await table.read(COIN, interval, from, today)).map(({ start }) => start);
    expect(starts).toEqual(Array.from({ length: count }, (_, i) => from + i * INTERVAL_MS[interval]));
  }
});

test('that of a younger coin ends with its first candle, and is not asked for before', async () => {
  const { fill, until, exchange, table } = begin();
  exchange.began = TODAY - 40 * DAY + 90 * MINUTE;
  const coin = fill.follow(COIN);
  await until(DONE);
  expect(coin.minutes.began).toBe(exchange.began);
  const starts = await Promise.all(
    PAST_INTERVALS.map(async (interval) => (await table.read(COIN, interval, 0, NOON))[0]?.start),
  );
  expect(starts).toEqual([TODAY - 40 * DAY + 90 * MINUTE, TODAY - 40 * DAY + HOUR, TODAY - 40 * DAY]);
  const days = exchange.asked.filter((asked) => asked.includes(' 1d '));
  expect(days).toHaveLength(1);
});

test('an interval without a candle had no trade: it repeats the close before it', async () => {
  const { fill, until, exchange, table } = begin();
  const quiet = TODAY - 100 * DAY;
  for (let hour = 0; hour < 30; hour += 1) exchange.leftOut.add(quiet + hour * HOUR);
  fill.follow(COIN);
  await until(DONE);
  const hours = await table.read(COIN, '1h', quiet - HOUR, quiet + 31 * HOUR);
  expect(hours).toHaveLength(32);
  expect(hours.slice(1, 31).map(({ close, trades }) => [Number(close), trades])).toEqual(
    Array.from({ length: 30 }, () => [closeOf(quiet - HOUR, HOUR), 0]),
  );
});

test('a day with a row that can’t be read is not stored, and asked for again by the next run', async () => {
  const first = begin();
  const bad = TODAY - 200 * DAY + 5 * HOUR;
  first.exchange.unreadable.add(bad);
  first.fill.follow(COIN);
  await first.until(DONE);
  const around = (table: typeof first.table) => table.read(COIN, '1h', TODAY - 201 * DAY, TODAY - 198 * DAY);
  expect(await around(first.table)).toHaveLength(48);
  const second = begin(first.table);
  second.fill.follow(COIN);
  await second.until(DONE);
  expect(await around(second.table)).toHaveLength(72);
  expect(second.exchange.asked.filter((asked) => asked.includes(' 1h '))).toHaveLength(1);
});

const AVERAGES = ['sma-50-15m', 'sma-200-1h', 'ema-200-4h', 'sma-200-1d'] as const satisfies readonly WindowedMetric[];

test.each([
  ['before anything of it is stored', false],
  ['from the table', true],
])('a coin whose alerts use candles has them before its trades go on: %s', async (_how, isStored) => {
  const table = isStored ? await storedTable() : memoryCandles();
  const { fill, passUntil, exchange } = begin(table);
  const { minutes } = fill.follow(COIN);
  fill.use(COIN, AVERAGES);
  expect(fill.areFinal(COIN, AVERAGES)).toBe(false);
  await passUntil(() => fill.areFinal(COIN, AVERAGES));
  expect(minutes.covers(AVERAGES)).toBe(true);
  const { refs } = minutes.valuesAt(PRESENT, AVERAGES);
  for (const metric of AVERAGES) expect(Number(refs[metric]) / plainAverage(metric), metric).toBeCloseTo(1, 9);
  if (isStored) expect(exchange.asked.filter((asked) => !asked.includes(' 1m '))).toEqual([]);
});

test('an alert that begins to use other candles waits for these alone, and they are let go when none uses them', async () => {
  const { fill, until, passUntil } = begin();
  const { minutes } = fill.follow(COIN);
  await until(DONE);
  expect(METRIC_INTERVALS.map((interval) => minutes.keptCandles(interval) > 0)).toEqual([false, true, false, false]);
  fill.use(COIN, ['rsi-14-4h']);
  expect([fill.areFinal(COIN, ['rsi-14-4h']), fill.areFinal(COIN, ['change-24h'])]).toEqual([false, true]);
  await passUntil(() => fill.areFinal(COIN, ['rsi-14-4h']));
  expect(minutes.covers(['rsi-14-4h'])).toBe(true);
  expect(minutes.valuesAt(PRESENT, ['rsi-14-4h']).measures['rsi-14-4h']).toBe(100);
  fill.use(COIN, []);
  expect(minutes.keptCandles('4h')).toBe(0);
  expect(minutes.valuesAt(PRESENT, ['rsi-14-4h']).measures['rsi-14-4h']).toBeNull();
});

test('a coin that is younger than an average has none, for good, and its trades do not wait', async () => {
  const { fill, passUntil, exchange } = begin();
  exchange.began = TODAY - 150 * DAY + 7 * HOUR;
  const { minutes } = fill.follow(COIN);
  fill.use(COIN, AVERAGES);
  await passUntil(() => fill.areFinal(COIN, AVERAGES));
  expect(minutes.covers(AVERAGES)).toBe(true);
  const { refs } = minutes.valuesAt(PRESENT, AVERAGES);
  expect(refs['sma-200-1d']).toBeNull();
  // of all its closes, the first of them in the four hours in which it began
  expect(Number(refs['ema-200-4h']) / plainAverage('ema-200-4h', exchange.began)).toBeCloseTo(1, 9);
});

test('candles of another coin that had the name before do not count', async () => {
  const { fill, passUntil } = begin(await storedTable());
  const { minutes } = fill.follow(COIN);
  const listed = TODAY - 60 * DAY + 3 * HOUR;
  minutes.beginListing(listed);
  fill.use(COIN, AVERAGES);
  await passUntil(() => fill.areFinal(COIN, AVERAGES));
  const { refs } = minutes.valuesAt(PRESENT, AVERAGES);
  expect(refs['sma-200-1d']).toBeNull();
  expect(Number(refs['ema-200-4h']) / plainAverage('ema-200-4h', listed)).toBeCloseTo(1, 9);
});

test('the history of a coin whose time goes back has its long candles again', async () => {
  const { fill, until, passUntil } = begin();
  const { minutes } = fill.follow(COIN);
  fill.use(COIN, AVERAGES);
  await until(DONE);
  minutes.missedBefore(NOON + MINUTE);
  minutes.resetAfterIdRestart(NOON - 2 * HOUR);
  expect(fill.areFinal(COIN, AVERAGES)).toBe(false);
  await passUntil(() => fill.areFinal(COIN, AVERAGES));
  expect(minutes.covers(AVERAGES)).toBe(true);
});

test('when a young coin began is known again after its time went back', async () => {
  const { fill, until, passUntil, exchange } = begin();
  exchange.began = TODAY - 40 * DAY + 90 * MINUTE;
  const { minutes } = fill.follow(COIN);
  await until(DONE);
  minutes.missedBefore(NOON + MINUTE);
  minutes.resetAfterIdRestart(NOON - 2 * HOUR);
  expect(minutes.began).toBeNull();
  await passUntil(() => minutes.began !== null);
  expect(minutes.began).toBe(exchange.began);
});

test('an alert of a coin that has been watched for weeks gets the candles of these weeks, too', async () => {
  const { fill, until, passUntil } = begin();
  const coin = fill.follow(COIN);
  await until(DONE);
  coin.joinedAt = NOON - 20 * DAY;
  fill.use(COIN, AVERAGES);
  await passUntil(() => fill.areFinal(COIN, AVERAGES));
  expect(AVERAGES.filter((metric) => !coin.minutes.covers([metric]))).toEqual([]);
});

test('an hour of the windows without a candle had no trade: highs, lows and volatilities are known over it', async () => {
  const { fill, passUntil, exchange } = begin();
  for (let hour = 0; hour < 30; hour += 1) exchange.leftOut.add(TODAY - 20 * DAY + hour * HOUR);
  const { minutes } = fill.follow(COIN);
  const metrics = ['high-30d', 'low-30d', 'volatility-30d'] as const;
  await passUntil(() => fill.areFinal(COIN, metrics));
  expect(minutes.covers(metrics)).toBe(true);
});

let filled: Promise<ReturnType<typeof memoryCandles>> | null = null;

/** The table after a run. */
async function storedTable(): Promise<ReturnType<typeof memoryCandles>> {
  filled ??= (async () => {
    const { fill, until, table } = begin();
    fill.follow(COIN);
    await until(DONE);
    return table;
  })();
  const table = memoryCandles();
  for (const [name, candles] of (await filled).pieces) table.pieces.set(name, candles);
  return table;
}

/** The average of the exchange's closes by its definition, over whole lists. */
function plainAverage(metric: (typeof AVERAGES)[number], began = 0): number {
  const [kind, count, interval] = metric.split('-');
  const length = lengthOf(METRIC_INTERVALS.find((each) => each === interval) ?? '1h');
  const n = Number(count);
  const closes: number[] = [];
  for (let start = Math.floor(PRESENT / length) * length - length; start + length > began; start -= length) {
    if (closes.length === (kind === 'ema' ? 10 * n : n)) break;
    closes.unshift(closeOf(start, length));
  }
  if (kind === 'sma') return closes.reduce((sum, close) => sum + close, 0) / n;
  return closes.reduce(
    (average, close, index) => (index === 0 ? close : average + (2 / (n + 1)) * (close - average)),
    0,
  );
}

/** A minute's close is its number. */
function closeOf(start: Candle['start'], length: number): number {
  return (start + length) / MINUTE - 1;
}

function begin(table = memoryCandles()) {
  const parts = beginHistory({ now: NOON, table });
  parts.fill.start();
  const until = async (message: string) => {
    await parts.passUntil(() => parts.log.messages().includes(message));
    expect(parts.log.messages()).toContain(message);
  };
  return { ...parts, until };
}
