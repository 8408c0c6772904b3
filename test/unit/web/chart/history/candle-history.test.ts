import { describe, expect, it } from 'vitest';
import type { CandlePage } from '../../../../../contract/candle-page.ts';
import { type Candle, viewCandle } from '../../../../../domain/market/candle.ts';
import { type ChartInterval, foldWhole, lengthOf } from '../../../../../domain/market/chart-interval.ts';
import { foldCandles } from '../../../../../domain/market/fold-candles.ts';
import { CandleHistory, type CandleQuery, PAGE_BARS } from '../../../../../web/chart/history/candle-history.ts';

const MINUTE = 60_000;
const DAY = Date.UTC(2026, 10, 22);

/** The market, minute by minute; the API stores a minute two seconds after its end. */
function minuteOf(start: number): Candle {
  const base = 100 + ((start / MINUTE) % 17);
  const prices = { open: `${base}`, high: `${base + 3}`, low: `${base - 2}`, close: `${base + 1}` };
  return { start, ...prices, volume: 1, quoteVolume: base, trades: 3 };
}

class World {
  now = DAY + 10 * 60 * MINUTE + 30_000;
  readonly asked: CandleQuery[] = [];
  isDown = false;
  /** minutes that are not stored: their trades are being read again */
  missing: readonly number[] = [];
  readonly since: number;

  constructor(since = DAY - 90 * 24 * 60 * MINUTE) {
    this.since = since;
  }

  minutes(from: number, to: number): Candle[] {
    const end = Math.min(to, this.now);
    const start = Math.ceil(Math.max(this.since, from) / MINUTE) * MINUTE;
    return Array.from({ length: Math.max(0, Math.ceil((end - start) / MINUTE)) }, (_, i) =>
      minuteOf(start + i * MINUTE),
    );
  }

  read = async (query: CandleQuery): Promise<CandlePage> => {
    this.asked.push(query);
    if (this.isDown) throw new Error('no answer');
    const length = lengthOf(query.interval);
    const [from, to] = [Date.parse(query.from), query.to ? Date.parse(query.to) : this.now];
    const stored = this.minutes(from, Math.floor((this.now - 2_000) / MINUTE) * MINUTE).filter(
      ({ start }) => !this.missing.includes(start),
    );
    const closed = foldWhole(stored, length, length / MINUTE).filter(({ start }) => start < to);
    const openStart = Math.floor(this.now / length) * length;
    const open = query.open ? foldCandles(this.minutes(openStart, this.now), length) : [];
    return {
      items: [...closed.map(viewCandle), ...open.map((it) => ({ ...viewCandle(it), closed: false as const }))],
      gaps: [],
      nextCursor: null,
    };
  };

  history(interval: ChartInterval) {
    return new CandleHistory({ interval, read: this.read, now: () => this.now });
  }

  expected(interval: ChartInterval, count: number) {
    return foldCandles(this.minutes(this.now - (count + 2) * lengthOf(interval), this.now), lengthOf(interval)).slice(
      -count,
    );
  }
}

const live = (start: number) => ({ minute: viewCandle(minuteOf(start)) });

describe('the candles of a chart', () => {
  it.each(['1m', '5m', '15m', '1h', '4h'] as const)('of %s reach up to the open one', async (interval) => {
    const world = new World();
    const history = world.history(interval);
    await history.start();
    expect(history.bars.value.slice(-20)).toEqual(world.expected(interval, 20));
    expect(history.bars.value).toHaveLength(PAGE_BARS + 1);
  });

  it('of a day are made of its hours and minutes, in two requests more', async () => {
    const world = new World();
    const history = world.history('1d');
    await history.start();
    expect(history.bars.value.at(-1)).toEqual(world.expected('1d', 1)[0]);
    expect(world.asked.map(({ interval }) => interval)).toEqual(['1d', '1h', '1m']);
  });

  it.each(['1m', '5m', '1h'] as const)('of %s have no hole after a lost connection', async (interval) => {
    const world = new World();
    const history = world.history(interval);
    await history.start();
    history.applyLive(live(DAY + 600 * MINUTE));
    world.now += 37 * MINUTE;
    // the socket is back: its first frame is newer than what is known
    history.applyLive(live(DAY + 637 * MINUTE));
    await history.settle({ isGap: true });
    expect(history.bars.value.slice(-45)).toEqual(world.expected(interval, 45));
  });

  it('are read as bars again after so long a loss that minutes would be too many', async () => {
    const world = new World();
    const history = world.history('15m');
    await history.start();
    world.now += 2_000 * MINUTE;
    await history.settle({ isGap: true });
    expect(history.bars.value.slice(-160)).toEqual(world.expected('15m', 160));
  });

  it('need no request while frames bring the end of each minute', async () => {
    const world = new World();
    const history = world.history('5m');
    await history.start();
    const before = world.asked.length;
    for (let minute = 601; minute < 620; minute += 1) {
      world.now = DAY + minute * MINUTE + 1_000;
      const closed = viewCandle(minuteOf(DAY + (minute - 1) * MINUTE));
      history.applyLive({ ...live(DAY + minute * MINUTE), closed });
      world.now += 30_000;
      await history.settle();
    }
    expect(world.asked).toHaveLength(before);
    expect(history.bars.value.slice(-10)).toEqual(world.expected('5m', 10));
  });

  it('read the end of a minute that no frame has brought, and ask less and less while there is none', async () => {
    const world = new World();
    const history = world.history('1m');
    await history.start();
    const before = world.asked.length;
    world.now = DAY + 601 * MINUTE + 5_000;
    await history.settle();
    expect(world.asked).toHaveLength(before + 1);
    expect(history.bars.value.slice(-5)).toEqual(world.expected('1m', 5));
    world.isDown = true;
    for (let second = 0; second < 300; second += 1) {
      world.now += 1_000;
      await history.settle().catch(() => {});
    }
    expect(world.asked.length - before).toBeLessThan(40);
  });

  it.each(['1m', '5m', '1h'] as const)(
    'of %s that were not stored when the chart was opened are shown once they are',
    async (interval) => {
      const world = new World();
      world.missing = Array.from({ length: 30 }, (_, i) => DAY + (565 + i) * MINUTE);
      const history = world.history(interval);
      await history.start();
      const count = 60 / (lengthOf(interval) / MINUTE) + 2;
      expect(history.bars.value.slice(-count)).not.toEqual(world.expected(interval, count));
      const before = world.asked.length;
      for (let second = 0; second < 240; second += 1) {
        world.now += 1_000;
        history.applyLive({
          ...live(Math.floor(world.now / MINUTE) * MINUTE),
          closed: viewCandle(minuteOf(Math.floor(world.now / MINUTE) * MINUTE - MINUTE)),
        });
        await history.settle();
      }
      // what is old is not asked for each minute
      expect(world.asked.length - before).toBeLessThan(3);
      world.missing = [];
      for (let second = 0; second < 240; second += 1) {
        world.now += 1_000;
        await history.settle();
      }
      expect(history.bars.value.slice(-count)).toEqual(world.expected(interval, count));
    },
  );

  it('go back page by page, until nothing older is stored', async () => {
    const world = new World(DAY - 700 * MINUTE);
    const history = world.history('1m');
    await history.start();
    while (history.hasOlder.value) await history.loadOlder();
    expect(history.bars.value.map(({ start }) => start)).toEqual(world.minutes(0, world.now).map(({ start }) => start));
  });
});
