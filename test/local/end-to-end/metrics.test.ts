import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import { createMarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { Candle } from '../../../domain/market/candle.ts';
import type { TapeRow } from '../../../local/simulator/market/merge-tapes.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { Person } from './person.ts';
import { publishedTicks, untilBookIsPublished } from './published-ticks.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 90_000, interval: 200 };
const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 10, 0, 2);
/** A trade every five seconds: two hours of them before the coin is followed, three quarters of an hour after. */
const EVERY_MS = 5_000;
const BEFORE = 2 * 720;
const AFTER = 3 * 180;

/** Up and down, by a rule that gives every minute another close. */
const priceOf = (index: number) => (100 + ((index * 37) % 101) / 10).toFixed(2);
const ROWS: TapeRow[] = Array.from({ length: BEFORE + AFTER }, (_, index) => ({
  id: 9_000 + index,
  time: START + index * EVERY_MS,
  price: `${priceOf(index)}000000`,
  quantity: '0.50000000',
  buyerIsMaker: false,
}));

let market: TapeMarket;
let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  market = new TapeMarket({ tapes: { BTCUSDT: ROWS } });
  market.step(BEFORE);
  stack = await TestStack.start(market);
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

test('a followed coin shows the metrics that its trades give, those before it was followed included', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  await followWindows();
  await release(AFTER / 3);
  await release(AFTER / 3);
  await vi.waitFor(async () => expect(await observed()).toEqual(expectedAt(market.now())), WITHIN);
  expect(stack.problems).toEqual([]);
});

test('from its first windowed series on, every minute is published, to its end and with its own values', async () => {
  await release(AFTER / 3);
  const ticks = (await publishedTicks(stack)).filter(({ book }) => book.metrics.includes('change-1h'));
  const telling = ticks.filter(({ trades, watermark }) => trades.id.length > 0 || watermark !== null);
  const closed = new Set<number>();
  const first = telling[0]?.minute ?? 0;
  for (const { minute, watermark, measures } of telling) {
    for (let before = first; before < minute; before += MINUTE) expect(closed).toContain(before);
    if (watermark === minute + MINUTE) closed.add(minute);
    const published = measures['volume-1h'];
    if (typeof published === 'number') expect(published).toBeCloseTo(volume(minute - 60 * MINUTE, minute), 4);
  }
  expect(closed.size).toBeGreaterThanOrEqual(43);
  expect(telling.some(({ measures }) => typeof measures['volume-1h'] === 'number')).toBe(true);
});

test('the candles that are stored are a plain fold of the trades, and a restart begins with them', async () => {
  const ids = new Set((await publishedTicks(stack)).flatMap(({ trades }) => trades.id));
  expect([...ids].sort((a, b) => a - b)).toEqual(ROWS.slice(BEFORE).map(({ id }) => id));
  await stack.stop();
  const asked = stack.exchange.restRequests().length;
  await stack.startAgain();
  const last = Math.floor((ROWS.at(-1)?.time ?? 0) / MINUTE) * MINUTE;
  const stored = await candles().read('BTCUSDT', '1m', 0, last);
  const plain = plainFold(ROWS).filter(({ start }) => start < last);
  expect(stored.map(withoutVolumes)).toEqual(plain.map(withoutVolumes));
  stored.forEach(({ volume, quoteVolume }, i) => {
    expect(volume).toBeCloseTo(plain[i]?.volume ?? Number.NaN, 6);
    expect(quoteVolume).toBeCloseTo(plain[i]?.quoteVolume ?? Number.NaN, 4);
  });
  // the windows are there before any trade, and no minute that is stored is asked for
  await vi.waitFor(async () => expect((await observed())?.refs['change-1h']).not.toBeNull(), WITHIN);
  const requests = stack.exchange.restRequests().slice(asked);
  const minutes = requests.map((url) => new URL(url, stack.exchange.restUrl).searchParams);
  for (const query of minutes.filter((one) => one.get('interval') === '1m')) {
    const from = Number(query.get('startTime'));
    expect(from < START || from >= last - MINUTE, new Date(from).toISOString()).toBe(true);
  }
});

/** An alert on a metric with a window, and the ingest task knows of it. */
async function followWindows(): Promise<void> {
  const condition = { metric: 'change-1h', op: 'above', level: '900' };
  const { status, body } = await ada.call('POST', '/alerts', { symbol: 'BTCUSDT', condition });
  expect([status, body]).toMatchObject([201, {}]);
  const other = { metric: 'volume-1h', op: 'above', level: '999999999' };
  expect((await ada.call('POST', '/alerts', { symbol: 'BTCUSDT', condition: other })).status).toBe(201);
  await untilBookIsPublished(stack, 'BTCUSDT');
}

/**
 * The next trades, until the stream holds the last of them, and the prices too: the task shows a trade when it has
 * it in order, which may be before the tick with it is in the stream.
 */
async function release(count: number): Promise<void> {
  const lastTradeId = ROWS[market.released + count - 1]?.id;
  market.step(count);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId }), WITHIN);
  await vi.waitFor(async () => {
    const ticks = await publishedTicks(stack);
    expect(ticks.some(({ trades }) => trades.id.at(-1) === lastTradeId)).toBe(true);
  }, WITHIN);
}

/** As the ingest task's snapshot tells it. */
async function observed() {
  const coins = (await createMarketTable(documents(), tableOf('MARKET_TABLE')).readPrices())?.coins;
  const { minute = null, refs = {}, measures = {} } = coins?.BTCUSDT ?? {};
  const { 'change-5m': five = null, 'change-1h': hour = null, 'change-4h': four = null } = refs;
  const round = (value: number | null | undefined) => (typeof value === 'number' ? Number(value.toPrecision(8)) : null);
  return {
    minute,
    refs: { 'change-5m': five, 'change-1h': hour, 'change-4h': four },
    volume: [measures['volume-5m'], measures['volume-1h'], measures['volume-24h']].map(round),
    volatility: round(measures['volatility-1h']),
  };
}

function expectedAt(instant: number) {
  const minute = Math.floor(instant / MINUTE) * MINUTE;
  const closes = plainFold(ROWS)
    .filter(({ start }) => start < minute)
    .map(({ close }) => Number(close));
  const lastHour = closes.slice(-60);
  const returns = lastHour.slice(1).map((close, i) => Math.log(close / (lastHour[i] ?? 0)));
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1);
  const round = (value: number) => Number(value.toPrecision(8));
  return {
    minute,
    refs: { 'change-5m': String(closes.at(-5)), 'change-1h': String(closes.at(-60)), 'change-4h': null },
    volume: [5, 60, 1_440].map((minutes) => round(volume(minute - minutes * MINUTE, minute))),
    volatility: round(100 * Math.sqrt(variance) * Math.sqrt(525_600)),
  };
}

function volume(from: number, to: number): number {
  const within = ROWS.filter(({ time }) => time >= from && time < to);
  return within.reduce((sum, { price, quantity }) => sum + Number(price) * Number(quantity), 0);
}

function plainFold(rows: readonly TapeRow[]): Candle[] {
  const byMinute = Map.groupBy(rows, ({ time }) => Math.floor(time / MINUTE) * MINUTE);
  return [...byMinute].map(([start, trades]) => {
    const prices = trades.map(({ price }) => Number(price));
    return {
      start,
      open: String(prices[0]),
      high: String(Math.max(...prices)),
      low: String(Math.min(...prices)),
      close: String(prices.at(-1)),
      volume: trades.length * 0.5,
      quoteVolume: volume(start, start + MINUTE),
      trades: trades.length,
    };
  });
}

function withoutVolumes({ start, open, high, low, close, trades }: Candle) {
  return { start, open, high, low, close, trades };
}

function documents() {
  return stack.running.engines.clients.documents;
}

function tableOf(variable: string): string {
  return stack.running.plan.functions.get('Market')?.environment[variable] ?? '';
}

function candles() {
  return createCandleTable(documents(), tableOf('CANDLES_TABLE'));
}
