import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { trimDecimal } from '../domain/market/decimal.ts';
import { MINUTE_MS, minuteOf, type Tick } from '../domain/market/tick.ts';
import type { Trade } from '../domain/market/trade.ts';
import { readTape } from '../local/simulator/market/read-tape.ts';

/** The trades of all measurements, and where they are from. */
export interface Tape {
  readonly trades: readonly Trade[];
  readonly origin: string;
}

const FOLDER = join(import.meta.dirname, '../../shared/data');
const FILE = 'btcusdt-spot-trades-2024-08-08.csv.gz';

/** Reads the recorded trades. Without a recording it makes some, and says so. */
export async function findTape(folder = FOLDER): Promise<Tape> {
  const file = join(folder, FILE);
  if (!existsSync(file)) return { trades: drawTrades(10_000), origin: `DRAWN trades (there is no ${file})` };
  let time = 0;
  const trades = (await readTape(file)).map((row) => {
    time = Math.max(time, row.time); // a recorder's clock may step back
    return { id: row.id, time, price: trimDecimal(row.price), quantity: trimDecimal(row.quantity) };
  });
  return { trades, origin: `${trades.length.toLocaleString('en')} recorded trades of BTCUSDT, 2024-08-08` };
}

/** Draws trades in bursts, as on a market: sometimes many in one millisecond, then none for up to a second. */
export function drawTrades(count: number): Trade[] {
  let seed = 1;
  const draw = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  let time = Date.UTC(2026, 0, 5, 12);
  let price = 61_837;
  return Array.from({ length: count }, (_, index) => {
    time += draw() < 0.7 ? 0 : Math.floor(draw() * 240);
    price = Math.min(Math.max(price + (draw() - 0.5) * 2, 61_500), 62_200);
    return {
      id: 1_000_000 + index,
      time,
      price: trimDecimal(price.toFixed(2)),
      quantity: trimDecimal((draw() * 0.5).toFixed(5)),
    };
  });
}

/** The trades `passes` times in a row. Ids and times go on: each pass starts on a later minute. */
export function repeatTrades(trades: readonly Trade[], passes: number): Trade[] {
  const first = trades[0];
  const last = trades.at(-1);
  if (!first || !last) return [];
  const length = minuteOf(last.time) + MINUTE_MS - minuteOf(first.time);
  const ids = last.id + 1 - first.id;
  return Array.from({ length: passes }, (_, pass) =>
    trades.map((trade) => ({
      ...trade,
      id: trade.id + pass * ids,
      time: trade.time + pass * length,
    })),
  ).flat();
}

export interface Cut {
  readonly symbol: string;
  /** length of a tick, in ms; no tick crosses a minute */
  readonly everyMs: number;
  readonly book: Tick['book'];
  readonly refs: Tick['refs'];
  readonly measures: Tick['measures'];
}

/** The trades as the ingest task would publish them. */
export function cutIntoTicks(trades: readonly Trade[], { everyMs, ...fields }: Cut): Tick[] {
  const ticks: Tick[] = [];
  let from = 0;
  for (let to = 1; to <= trades.length; to += 1) {
    const first = trades[from];
    const next = trades[to];
    if (!first) break;
    const isSame =
      next &&
      minuteOf(next.time) === minuteOf(first.time) &&
      Math.floor(next.time / everyMs) === Math.floor(first.time / everyMs);
    if (isSame) continue;
    ticks.push(makeTick(trades.slice(from, to), { ...tradesBefore(trades, from), seq: ticks.length + 1 }, fields));
    from = to;
  }
  return ticks;
}

/** Time from the last trade until its tick is evaluated. */
const ON_ITS_WAY_MS = 90;

function tradesBefore(trades: readonly Trade[], index: number): Pick<Tick, 'previous' | 'beforePrevious'> {
  return { previous: trades[index - 1] ?? null, beforePrevious: trades[index - 2] ?? null };
}

type Place = Pick<Tick, 'previous' | 'beforePrevious' | 'seq'>;

function makeTick(trades: readonly Trade[], place: Place, fields: Omit<Cut, 'everyMs'>): Tick {
  const first = trades[0]?.time ?? 0;
  const last = trades.at(-1)?.time ?? 0;
  return {
    v: 1,
    feed: 'binance',
    epoch: 7,
    source: 'live',
    ...fields,
    ...place,
    receivedAt: first + 20,
    receivedAfter: trades.map(({ time }) => time - first),
    publishedAt: last + ON_ITS_WAY_MS,
    clockOffsetMs: -12,
    refsBefore: fields.refs,
    minute: minuteOf(first),
    watermark: last,
    trades: {
      id: trades.map(({ id }) => id),
      time: trades.map(({ time }) => time),
      price: trades.map(({ price }) => price),
      quantity: trades.map(({ quantity }) => quantity),
    },
  };
}

/** The lowest and the highest price. No alert may have a level in between if nothing is to fire. */
export function priceRange(trades: readonly Trade[]): { low: number; high: number } {
  const prices = trades.map(({ price }) => Number(price));
  return prices.reduce((range, price) => ({ low: Math.min(range.low, price), high: Math.max(range.high, price) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}
