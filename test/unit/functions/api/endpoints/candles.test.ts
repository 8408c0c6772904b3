import { beforeEach, describe, expect, it, vi } from 'vitest';
import { candlePageSchema } from '../../../../../contract/candle-page.ts';
import type { Candle, CandleView } from '../../../../../domain/market/candle.ts';
import { INTERVAL_MS } from '../../../../../domain/market/candle-interval.ts';
import { MAX_POINTS } from '../../../../../functions/api/coins/span-query.ts';
import { pageSize } from '../../../../../functions/api/endpoints/read-candles.ts';
import { buildCandle, buildCandles } from '../../../../support/candles.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApi, startApiOver } from '../call-api.ts';

const ROUTE = 'GET /api/coins/{symbol}/candles';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const path = { symbol: 'BTCUSDT' };
const pageSchema = candlePageSchema;
const iso = (instant: number) => new Date(instant).toISOString();

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  call = startApi(held);
});

async function page(query: Record<string, string>) {
  return pageSchema.parse((await call(ROUTE, { claims: null, path, query })).body);
}

const starts = (items: readonly CandleView[]) => items.map(({ start }) => Date.parse(start));
const hold = (interval: string, candles: Candle[]) => held.candles.set(`BTCUSDT ${interval}`, candles);

describe('candles', () => {
  it('are open to anyone, with amounts as decimals, and may be cached for some seconds', async () => {
    hold('1m', [{ ...buildCandle(NOW - HOUR), volume: 0.1 + 0.2, quoteVolume: 1e-7 }]);
    const answer = await call(ROUTE, { claims: null, path, query: { interval: '1m' } });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=5' } });
    expect(pageSchema.parse(answer.body)).toMatchObject({
      items: [
        {
          ...{ start: iso(NOW - HOUR), open: '100', high: '2000', low: '0.00001234', close: '100.5' },
          ...{ volume: '0.3', quoteVolume: '0.0000001', trades: 3 },
        },
      ],
      nextCursor: null,
    });
  });

  it.each([
    ['1m', DAY],
    ['1h', 30 * DAY],
    ['1d', 365 * DAY],
  ] as const)('of %s are the last ones before now, unless times are given', async (interval, span) => {
    const length = INTERVAL_MS[interval];
    // NOW is a whole hour; the days begin at midnight
    const first = Math.ceil((NOW - span) / length) * length;
    hold(
      interval,
      [first - length, first, Math.floor((NOW - 1) / length) * length, NOW + DAY].map((at) => buildCandle(at)),
    );
    expect(starts((await page({ interval })).items)).toEqual([first, Math.floor((NOW - 1) / length) * length]);
  });

  it('begin with `from` and end before `to`, in whatever offset those are written', async () => {
    hold('1m', buildCandles(NOW, 5, MINUTE));
    const from = iso(NOW + MINUTE)
      .replace('T09', 'T11')
      .replace('Z', '+02:00');
    const to = iso(NOW + 3 * MINUTE);
    expect(starts((await page({ interval: '1m', from, to })).items)).toEqual([NOW + MINUTE, NOW + 2 * MINUTE]);
  });

  it('come in pages without gaps and repetitions', async () => {
    const candles = buildCandles(NOW - 4_000 * MINUTE, 4_000, MINUTE);
    hold('1m', candles);
    const query = { interval: '1m', from: iso(NOW - 4_000 * MINUTE), to: iso(NOW) };
    const seen: number[] = [];
    const sizes: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null && sizes.length < 9) {
      const { items, nextCursor } = await page({ ...query, ...(cursor && { cursor }) });
      seen.push(...starts(items));
      sizes.push(items.length);
      cursor = nextCursor;
    }
    expect(sizes).toEqual([MAX_POINTS, MAX_POINTS, 1_000]);
    expect(seen).toEqual(candles.map(({ start }) => start));
  });

  it('skip a long time without candles in one step', async () => {
    hold('1m', [buildCandle(NOW - MINUTE)]);
    const query = { interval: '1m', from: '2017-01-01' };
    const first = await page(query);
    expect(first.items).toEqual([]);
    const second = await page({ ...query, cursor: first.nextCursor ?? '' });
    expect([starts(second.items), second.nextCursor]).toEqual([[NOW - MINUTE], null]);
  });

  it('of hours whose day is not folded yet are made of their minutes, if none is missing', async () => {
    const midnight = NOW - 9 * HOUR;
    const minutes = buildCandles(midnight - 2 * HOUR, 11 * 60 + 30, MINUTE);
    const missed = midnight + 3 * HOUR + 5 * MINUTE;
    hold(
      '1m',
      minutes.filter(({ start }) => start !== missed),
    );
    hold('1h', [buildCandle(midnight - 3 * HOUR), buildCandle(midnight - HOUR, '77')]);
    const { items } = await page({ interval: '1h' });
    const hours = [-3, -2, -1, 0, 1, 2, 4, 5, 6, 7, 8].map((hour) => midnight + hour * HOUR);
    expect(starts(items)).toEqual(hours);
    expect(items[2]?.close).toBe('77');
    // the minutes of the hour from midnight on are number 120 to 179: closes 220.5 to 279.5
    expect(items[3]).toMatchObject({ open: '100', close: '279.5', trades: 180, volume: '75' });
  });

  it('of unfolded hours follow the last page of stored ones', async () => {
    hold('1m', buildCandles(NOW - 2 * HOUR, 120, MINUTE));
    const query = { interval: '1h', from: iso(NOW - 2 * HOUR - MAX_POINTS * HOUR), to: iso(NOW) };
    const first = await page(query);
    expect(first.items).toEqual([]);
    const second = await page({ ...query, cursor: first.nextCursor ?? '' });
    expect([starts(second.items), second.nextCursor]).toEqual([[NOW - 2 * HOUR, NOW - HOUR], null]);
  });

  it.each([
    ['interval', { interval: '3m' }],
    ['open', { open: 'yes' }],
    ['from', { interval: '1m', from: 'yesterday' }],
    ['to', { interval: '1m', to: '1700000000000' }],
    ['from', { interval: '1m', from: '2026-11-22T09:00:01Z', to: '2026-11-22T09:00:00Z' }],
    ['cursor', { interval: '1m', cursor: Buffer.from('{"from":0,"to":1e300}').toString('base64url') }],
    ['limit', { interval: '1m', limit: '5' }],
  ])('are not read for a wrong %s', async (field, query: Record<string, string>) => {
    const answer = await call(ROUTE, { claims: null, path, query });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  });

  it.each([
    ['0000-01-01', '0001-01-01'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.999Z'],
  ])('of times far away are an empty list: %s', async (from, to) => {
    for (const interval of ['1m', '1h', '1d']) {
      expect(await page({ interval, from, to })).toEqual({ items: [], gaps: [], nextCursor: null });
    }
  });

  it('are never read beyond the years whose keys sort', async () => {
    const tables = memoryTables(held);
    const asked = [vi.spyOn(tables.candles, 'read'), vi.spyOn(tables.candles, 'firstAfter')];
    const query = { interval: '1d', from: '2026-01-01', to: '9999-12-31T23:59:59-12:00' };
    expect(await startApiOver(tables, () => NOW)(ROUTE, { claims: null, path, query })).toMatchObject({ status: 200 });
    const ends = asked.flatMap((spy) => spy.mock.calls.map(([, , , to]) => to));
    expect(Math.max(...ends)).toBe(Date.UTC(10_000, 0, 1));
  });

  it('exist for followed coins only', async () => {
    expect(await call(ROUTE, { claims: null, path: { symbol: 'ETHUSDT' } })).toMatchObject({ status: 404 });
    expect(await call(ROUTE, { claims: null, path: { symbol: 'a b' } })).toMatchObject({ status: 404 });
  });

  it('are read once for all requests within a quarter of a second', async () => {
    const tables = memoryTables(held);
    const read = vi.spyOn(tables.candles, 'read');
    let instant = NOW + 1;
    const callAt = startApiOver(tables, () => instant);
    for (let i = 0; i < 10; i += 1) {
      await callAt(ROUTE, { claims: null, path });
      instant += 20;
    }
    expect(read).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['5m', '1m', 5],
    ['15m', '1m', 15],
    ['4h', '1h', 4],
  ] as const)(
    'of %s are made of those of %s, and one that lacks any of them is a gap',
    async (interval, source, count) => {
      const length = count * INTERVAL_MS[source];
      const from = Math.floor((NOW - 3 * DAY) / length) * length;
      const all = buildCandles(from, 6 * count, INTERVAL_MS[source]);
      const lost = from + 2 * length + INTERVAL_MS[source];
      hold(
        source,
        all.filter(({ start }) => start !== lost),
      );
      const { items, gaps } = await page({ interval, from: iso(from), to: iso(from + 6 * length) });
      expect(starts(items)).toEqual([0, 1, 3, 4, 5].map((place) => from + place * length));
      expect(items[1]).toMatchObject({ close: all[2 * count - 1]?.close, trades: 3 * count });
      const [begin, end] = [iso(from + 2 * length), iso(from + 3 * length)];
      expect(gaps).toEqual([{ from: begin, to: end, reason: 'not-stored' }]);
    },
  );

  it('of 4 hours come in smaller pages, since each is made of several', async () => {
    const count = pageSize('4h') + 3;
    const from = Math.floor((NOW - 400 * DAY) / (4 * HOUR)) * 4 * HOUR;
    hold('1h', buildCandles(from, 4 * count, HOUR));
    const query = { interval: '4h', from: iso(from), to: iso(from + 4 * count * HOUR) };
    const first = await page(query);
    const second = await page({ ...query, cursor: first.nextCursor ?? '' });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([pageSize('4h'), 3, null]);
    expect([first.gaps, second.gaps]).toEqual([[], []]);
  });

  it('of 15 minutes are made of minutes wherever an earlier version stored no others', async () => {
    const from = Math.floor((NOW - 31 * DAY) / DAY) * DAY;
    const minutes = buildCandles(from, (NOW - from) / MINUTE, MINUTE);
    hold('1m', minutes);
    const folded = [3, 4, 9].map((day) => from + day * DAY);
    hold(
      '15m',
      folded.flatMap((day) => buildCandles(day, 96, 15 * MINUTE).map((candle) => ({ ...candle, close: '77' }))),
    );
    const query = { interval: '15m', from: iso(from), to: iso(from + 11 * DAY) };
    const { items, gaps, nextCursor } = await page(query);
    expect(gaps).toEqual([]);
    expect(nextCursor).toBeNull();
    expect(starts(items)).toEqual(Array.from({ length: 11 * 96 }, (_, i) => from + i * 15 * MINUTE));
    const isFolded = (start: string) => folded.includes(Math.floor(Date.parse(start) / DAY) * DAY);
    for (const { start, close } of items) expect(close === '77').toBe(isFolded(start));
    const first = await page({ interval: '15m', from: iso(from - 40 * DAY), to: iso(from + DAY) });
    const next = await page({
      interval: '15m',
      from: iso(from - 40 * DAY),
      to: iso(from + DAY),
      cursor: first.nextCursor ?? '',
    });
    expect([first.items.length, next.items.length]).toEqual([0, 96]);
  });

  it('of the day that ended just now are made of its minutes until it is folded', async () => {
    const midnight = NOW - 9 * HOUR;
    hold('1m', buildCandles(midnight - DAY, 1_440, MINUTE));
    hold('1d', buildCandles(midnight - 3 * DAY, 2, DAY));
    const { items } = await page({ interval: '1d', from: iso(midnight - 3 * DAY) });
    expect(starts(items)).toEqual([-3, -2, -1].map((day) => midnight + day * DAY));
  });

  it('name the time in which there is none, and that in which trades were not judged, each in one page', async () => {
    hold('1m', [...buildCandles(NOW - HOUR, 10, MINUTE), ...buildCandles(NOW - 40 * MINUTE, 35, MINUTE)]);
    const missed = { firstTradeId: 1, lastTradeId: 2, reason: 'purged' } as const;
    const within = { ...missed, from: NOW - 30 * MINUTE, to: NOW - 30 * MINUTE + 5 };
    held.unwatched.set('BTCUSDT', [within, { ...missed, from: NOW - 2 * HOUR, to: NOW - HOUR }]);
    const { gaps } = await page({ from: iso(NOW - HOUR) });
    expect(gaps).toEqual([
      { from: iso(NOW - 50 * MINUTE), to: iso(NOW - 40 * MINUTE), reason: 'not-stored' },
      // the last two minutes may not be stored yet
      { from: iso(NOW - 5 * MINUTE), to: iso(NOW - 2 * MINUTE), reason: 'not-stored' },
      { from: iso(within.from), to: iso(within.to), reason: 'purged' },
    ]);
  });

  it('name a long time without candles in the page before it', async () => {
    hold('1m', [buildCandle(NOW - 2_000 * MINUTE), ...buildCandles(NOW - 100 * MINUTE, 100, MINUTE)]);
    const query = { from: iso(NOW - 2_000 * MINUTE) };
    const first = await page(query);
    const gap = { from: iso(NOW - 1_999 * MINUTE), to: iso(NOW - 100 * MINUTE), reason: 'not-stored' };
    expect(first.gaps).toEqual([gap]);
    expect((await page({ ...query, cursor: first.nextCursor ?? '' })).gaps).toEqual([]);
  });

  describe('with the open one', () => {
    const open = { ...buildCandle(NOW, '7'), high: '9', low: '6', trades: 2, volume: 1, quoteVolume: 8 };
    const live = { state: 'live', price: '7', lastTradeId: 1, tradeAt: NOW, open } as const;
    const observed = (coin: object = {}) => {
      held.prices = { feed: 'binance', updatedAt: NOW, coins: { BTCUSDT: { ...live, ...coin } } };
      call = startApi(held); // with nothing cached
    };
    const last = async (query: Record<string, string>) => (await page({ open: 'true', ...query })).items.at(-1);

    it('have the present minute, marked as not closed, only when it is asked for', async () => {
      hold('1m', buildCandles(NOW - 5 * MINUTE, 5, MINUTE));
      observed();
      expect(await last({})).toEqual({
        ...{ start: iso(NOW), open: '100', high: '9', low: '6', close: '7', trades: 2, volume: '1', quoteVolume: '8' },
        closed: false,
      });
      expect(await last({ open: 'false' })).toMatchObject({ start: iso(NOW - MINUTE) });
      expect(await last({ to: iso(NOW) })).toMatchObject({ start: iso(NOW - MINUTE) });
    });

    it('have a longer one made of the minutes since its start', async () => {
      const begin = NOW - 9 * HOUR;
      hold('1m', buildCandles(begin, 540, MINUTE));
      observed();
      const candle = { start: iso(begin), open: '100', high: '2000', low: '0.00001234', close: '7', closed: false };
      expect(await last({ interval: '1d' })).toMatchObject({ ...candle, trades: 540 * 3 + 2 });
      expect(await last({ interval: '4h' })).toMatchObject({ start: iso(NOW - HOUR), trades: 60 * 3 + 2 });
    });

    it('have it once, where the snapshot is older than the candle that closed', async () => {
      hold('1m', buildCandles(NOW - 4 * MINUTE, 5, MINUTE));
      held.prices = { feed: 'binance', updatedAt: NOW + 59_000, coins: { BTCUSDT: live } };
      call = startApiOver(memoryTables(held), () => NOW + MINUTE + 5_000);
      const { items } = await page({ open: 'true' });
      expect(starts(items)).toEqual([-4, -3, -2, -1, 0].map((minute) => NOW + minute * MINUTE));
      expect(items.at(-1)).not.toHaveProperty('closed');
    });

    it('have none while one of its minutes is not known, or the coin is not live', async () => {
      hold('1m', buildCandles(NOW - HOUR, 59, MINUTE));
      observed();
      expect(await last({ interval: '4h' })).toBeUndefined();
      observed({ state: 'dark' });
      expect(await last({})).not.toHaveProperty('closed');
      observed({ open: null });
      expect(await last({})).not.toHaveProperty('closed');
    });
  });

  it('of past days may be cached for an hour, unless some are missing', async () => {
    hold('1m', buildCandles(NOW - 4 * DAY, 100, MINUTE));
    const cacheControl = async (minutes: number) => {
      const query = { from: iso(NOW - 4 * DAY), to: iso(NOW - 4 * DAY + minutes * MINUTE) };
      return (await call(ROUTE, { claims: null, path, query })).headers['cache-control'];
    };
    expect(await cacheControl(100)).toBe('public, max-age=3600');
    expect(await cacheControl(101)).toBe('public, max-age=5');
  });
});
