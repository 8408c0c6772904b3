import { beforeEach, describe, expect, it, vi } from 'vitest';
import { metricValuesSchema } from '../../../../../contract/metric-values.ts';
import { buildCandle } from '../../../../support/candles.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApi, startApiOver } from '../call-api.ts';

const ROUTE = 'GET /api/coins/{symbol}/metrics/{metric}';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const iso = (instant: number) => new Date(instant).toISOString();

let held: Held;
let call: ReturnType<typeof startApi>;
beforeEach(() => {
  held = holdNothing();
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  call = startApi(held);
});

/** So many minutes up to now, whose closes and volumes are their numbers, counted from 1. */
function holdMinutes(count: number, until = NOW): void {
  const minutes = Array.from({ length: count }, (_, index) => {
    const close = String(index + 1);
    return { ...buildCandle(until - (count - index) * MINUTE, close), quoteVolume: index + 1 };
  });
  held.candles.set('BTCUSDT 1m', minutes);
}

const fields = (metric: string, query: Record<string, string> = {}) => {
  return { claims: null, path: { symbol: 'BTCUSDT', metric }, query };
};
async function page(metric: string, query: Record<string, string> = {}) {
  return metricValuesSchema.parse((await call(ROUTE, fields(metric, query))).body);
}

describe('the past values of a metric', () => {
  it('are those at the end of each interval, with its unit, rounded for people', async () => {
    holdMinutes(30);
    const { items, unit, ...rest } = await page('volume-5m', { interval: '5m', from: iso(NOW - 15 * MINUTE) });
    expect(items).toEqual([
      { start: iso(NOW - 15 * MINUTE), value: 16 + 17 + 18 + 19 + 20 },
      { start: iso(NOW - 10 * MINUTE), value: 21 + 22 + 23 + 24 + 25 },
      { start: iso(NOW - 5 * MINUTE), value: 26 + 27 + 28 + 29 + 30 },
    ]);
    expect({ unit, ...rest }).toEqual({
      metric: 'volume-5m',
      unit: 'quote currency',
      interval: '5m',
      reference: null,
      nextCursor: null,
    });
    const changed = await page('change-5m', { interval: '5m', from: iso(NOW - 5 * MINUTE) });
    // as a trade at the last close would have it now: from the close of the minute that began five minutes ago, 26, to 30
    expect(changed.items).toEqual([{ start: iso(NOW - 5 * MINUTE), value: 15.3846 }]);
  });

  it('are null where a minute is missing, and end where the newest one is not stored yet', async () => {
    holdMinutes(29, NOW - MINUTE);
    held.candles.set('BTCUSDT 1m', held.candles.get('BTCUSDT 1m')?.filter(({ close }) => close !== '20') ?? []);
    const { items } = await page('volume-5m', { from: iso(NOW - 12 * MINUTE) });
    const unknown = Array.from({ length: 5 }, () => null);
    expect(items.map(({ value }) => value)).toEqual([85, ...unknown, 115, 120, 125, 130, 135]);
  });

  it('never mix a coin with an earlier one under its name', async () => {
    holdMinutes(30);
    const { candles } = held;
    const other = candles.get('BTCUSDT 1m')?.map((it, index) => (index < 20 ? { ...it, close: '9000' } : it)) ?? [];
    candles.set('BTCUSDT 1m', other);
    const observed = { state: 'live', price: '30', lastTradeId: 1, tradeAt: NOW } as const;
    const coins = { BTCUSDT: { ...observed, listedFrom: NOW - 10 * MINUTE } };
    held.prices = { feed: 'binance', updatedAt: NOW, coins };
    const { items } = await page('change-5m', { from: iso(NOW - 12 * MINUTE) });
    const [first, second, ...later] = items.map(({ value }) => value);
    // the earlier coin stood still; the later one has no price from before its first minute, whose close is 21
    expect([first, second]).toEqual([0, 0]);
    expect(later.slice(0, 5)).toEqual([null, null, null, null, 19.0476]);
    expect(later.at(-1)).toBe(15.3846);
  });

  it('come with the price from which the metric is measured now, but for a past that may be cached', async () => {
    const observed = { state: 'live', price: '30', lastTradeId: 1, tradeAt: NOW, minute: NOW } as const;
    held.prices = {
      feed: 'binance',
      updatedAt: NOW,
      coins: { BTCUSDT: { ...observed, refs: { 'change-1h': '24.5' } } },
    };
    const present = { from: iso(NOW), to: iso(NOW) };
    expect(await page('change-1h', present)).toMatchObject({ items: [], reference: '24.5' });
    expect(await page('change-24h', present)).toMatchObject({ reference: null });
    holdMinutes(100, NOW - 4 * DAY);
    const past = { from: iso(NOW - 4 * DAY - 30 * MINUTE), to: iso(NOW - 4 * DAY) };
    expect(await page('change-1h', past)).toMatchObject({ reference: null });
  });

  it('come in pages that a walk over few candles can make', async () => {
    const read = vi.spyOn(memoryTables(held).candles, 'read');
    const tables = { ...memoryTables(held), candles: { ...memoryTables(held).candles, read } };
    const over = startApiOver(tables, () => NOW);
    const starts: string[] = [];
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 9; pages += 1) {
      const query = { interval: '1h', from: iso(NOW - 30 * DAY), ...(cursor && { cursor }) };
      const { items, nextCursor } = metricValuesSchema.parse((await over(ROUTE, fields('volatility-24h', query))).body);
      starts.push(...items.map(({ start }) => start));
      cursor = nextCursor;
    }
    expect(starts).toEqual(Array.from({ length: 719 }, (_, hour) => iso(NOW - 30 * DAY + hour * HOUR)));
    for (const [, , from, to] of read.mock.calls) expect(to - from).toBeLessThanOrEqual(15 * DAY + MINUTE);
  });

  it('of longer candles need no minutes, and have the last price of each interval', async () => {
    const hours = Array.from({ length: 60 }, (_, index) => buildCandle(NOW - (60 - index) * HOUR, String(index + 1)));
    held.candles.set('BTCUSDT 1h', hours);
    const tables = memoryTables(held);
    const read = vi.spyOn(tables.candles, 'read');
    call = startApiOver(tables, () => NOW);
    const { items } = await page('sma-20-1h', { interval: '1h', from: iso(NOW - 2 * HOUR), to: iso(NOW) });
    // the average of 20 closes that end with n is n - 9.5
    expect(items.map(({ value }) => value)).toEqual(
      [59, 60].map((n) => Number((100 * (n / (n - 9.5) - 1)).toFixed(4))),
    );
    expect(read.mock.calls.filter(([, interval]) => interval === '1m')).toEqual([]);
    // from 40 hours ago on there are 20 of them
    const { items: more } = await page('sma-20-1h', { interval: '1h', from: iso(NOW - 42 * HOUR), to: iso(NOW) });
    expect(more.slice(0, 4).map(({ value }) => value !== null)).toEqual([false, true, true, true]);
  });

  it('of a young coin are made of all that there is of it', async () => {
    const began = NOW - 30 * HOUR + 20 * MINUTE;
    const hours = Array.from({ length: 30 }, (_, index) => buildCandle(NOW - (30 - index) * HOUR, String(index + 1)));
    held.candles.set('BTCUSDT 1h', hours);
    const observed = { state: 'live', price: '30', lastTradeId: 1, tradeAt: NOW } as const;
    const at = async (since: number | null) => {
      held.prices = { feed: 'binance', updatedAt: NOW, coins: { BTCUSDT: { ...observed, began: since } } };
      call = startApi(held);
      return (await page('ema-20-1h', { interval: '1h', from: iso(NOW - HOUR), to: iso(NOW) })).items[0]?.value ?? null;
    };
    const average = hours.slice(1).reduce((sum, { close }) => sum + (2 / 21) * (Number(close) - sum), 1);
    expect(await at(began)).toBeCloseTo(100 * (30 / average - 1), 3);
    // two hundred closes are needed of a coin of which nothing is known
    expect(await at(null)).toBeNull();
  });

  it('do not go beyond now', async () => {
    holdMinutes(30);
    const { items } = await page('volume-5m', { from: iso(NOW - MINUTE), to: iso(NOW + DAY) });
    expect(items.map(({ start }) => start)).toEqual([iso(NOW - MINUTE)]);
    expect((await page('volume-5m', { from: iso(NOW + HOUR), to: iso(NOW + DAY) })).items).toEqual([]);
  });

  it.each(['price', 'nope', '__proto__'])('do not exist for %s', async (metric) => {
    expect(await call(ROUTE, fields(metric))).toMatchObject({ status: 404 });
  });

  it('do not exist for a coin that nobody follows', async () => {
    expect(
      await call(ROUTE, { ...fields('volume-5m'), path: { symbol: 'ETHUSDT', metric: 'volume-5m' } }),
    ).toMatchObject({
      status: 404,
    });
  });

  it('of past days may be cached for an hour, unless some are not known', async () => {
    holdMinutes(100, NOW - 4 * DAY);
    const cacheControl = async (ago: number) => {
      const query = { from: iso(NOW - 4 * DAY - ago * MINUTE), to: iso(NOW - 4 * DAY) };
      return (await call(ROUTE, fields('volume-5m', query))).headers['cache-control'];
    };
    expect(await cacheControl(90)).toBe('public, max-age=3600');
    expect(await cacheControl(99)).toBe('public, max-age=5');
  });
});
