import { expect, test, vi } from 'vitest';
import { WEIGHT_SHARES } from '../../../../ingest-task/exchange/request-budget.ts';
import { CLOCK_WAIT_MS, MAX_JOBS_AT_ONCE } from '../../../../ingest-task/history/history-fill.ts';
import { beginHistory } from '../../../support/begin-history.ts';
import type { ManualClock } from '../../../support/manual-clock.ts';
import { exchangeError } from '../../../support/plain-exchange.ts';
import { buildTrade } from '../../../support/ticks.ts';

// a month of minutes, in small steps of time, on a machine that may be busy
vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 0, 5, 12, 0, 0);
const DONE = 'all histories are filled and stored';

test('the last day and the month of hours of every coin come before the week of any, that before the long past, and that before any month', async () => {
  const { fill, until, exchange } = begin();
  const symbols = Array.from({ length: 2 * MAX_JOBS_AT_ONCE }, (_, i) => `COIN${i}USDT`);
  for (const symbol of symbols) fill.follow(symbol);
  fill.start();
  await until(DONE);
  const stageOf = (asked: string): string => {
    const [, interval = '', from = ''] = asked.split(' ');
    if (interval !== '1m' && !(interval === '1h' && from > '2025-12-05')) return 'past';
    if (interval === '1h' || from >= '2026-01-04') return 'recent';
    return from >= '2025-12-28' ? 'week' : 'month';
  };
  const stages = exchange.asked.map(stageOf);
  // one coin may still be in a stage when the next stage begins for another
  const late = (stage: string, after: string) =>
    stages.slice(stages.indexOf(after)).filter((one) => one === stage).length;
  expect(late('recent', 'week')).toBeLessThanOrEqual(2 * MAX_JOBS_AT_ONCE);
  expect(late('week', 'past')).toBeLessThanOrEqual(2 * MAX_JOBS_AT_ONCE);
  expect(late('past', 'month')).toBe(0);
  const begun = (stage: string) =>
    new Set(exchange.asked.slice(0, stages.indexOf(stage)).map((asked) => asked.split(' ')[0])).size;
  expect([begun('week'), begun('past'), begun('month')]).toEqual([symbols.length, symbols.length, symbols.length]);
  expect(exchange.mostAtOnce()).toBeLessThanOrEqual(MAX_JOBS_AT_ONCE);
});

test('the values of the present minute are those of the exchange’s candles', async () => {
  const { fill, until } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  const present = NOON - MINUTE; // the last minute comes from trades
  expect(minutes.present).toBe(present);
  const { refs, measures } = minutes.valuesAt(present);
  expect(refs).toMatchObject({
    'change-5m': String(present / MINUTE - 5),
    'change-7d': String(present / MINUTE - 10_080),
  });
  expect(measures).toMatchObject({ 'volume-5m': 5, 'volume-24h': 1_440 });
  expect(measures['volatility-30d']).toBeGreaterThan(0);
});

test('in a minute only a share of the exchange’s limit is used; the next minute goes on', async () => {
  const { fill, until, exchange, clock } = begin();
  exchange.weight = WEIGHT_SHARES.candles * 6_000 - 4;
  fill.follow('BTCUSDT');
  fill.start();
  await pass(clock, 50_000);
  expect(exchange.asked.length).toBeLessThanOrEqual(2 + MAX_JOBS_AT_ONCE);
  exchange.weight = 0;
  await pass(clock, 11_000);
  expect(exchange.asked.length).toBeGreaterThan(2 + MAX_JOBS_AT_ONCE);
  await until(DONE);
});

test.each(['limited', 'banned', 'region', 'firewall', 'server', 'unreachable'] as const)(
  'an exchange that refuses everybody (%s) is asked again later and later, which is logged once',
  async (kind) => {
    const { fill, until, exchange, clock, log } = begin();
    exchange.fault = () => exchangeError(kind, kind === 'limited' ? 20_000 : 0);
    fill.follow('BTCUSDT');
    fill.follow('ETHUSDT');
    fill.start();
    await clock.advance(10 * MINUTE);
    expect(exchange.asked.length).toBeLessThan(120);
    expect(log.messages().filter((message) => message === 'the exchange gives no candles')).toHaveLength(1);
    exchange.fault = () => null;
    await until(DONE);
    expect(log.messages()).toContain('the exchange gives candles again');
  },
);

test('a coin that can’t be filled delays no other', async () => {
  const { fill, exchange, clock, log } = begin();
  exchange.fault = (symbol) => (symbol === 'BADUSDT' ? exchangeError('malformed') : null);
  fill.follow('BADUSDT');
  const good = fill.follow('BTCUSDT');
  fill.start();
  await pass(clock, 5_000);
  expect(good.minutes.valuesAt(NOON - MINUTE).measures['volume-24h']).toBe(1_440);
  await clock.advance(10 * MINUTE);
  expect(log.lines.find(({ fields }) => fields.symbol === 'BADUSDT')?.message).toBe('history not filled yet');
  expect(exchange.asked.filter((asked) => asked.startsWith('BADUSDT')).length).toBeLessThan(30);
});

test('a minute that ended unknown is requested some seconds later, and again until it is there', async () => {
  const { fill, until, exchange, clock } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  await passTo(clock, NOON + 30_000);
  exchange.until = NOON;
  minutes.missedBefore(NOON + 30_000);
  minutes.add(buildTrade({ id: 7, time: NOON + 30_000 }));
  await passTo(clock, NOON + MINUTE + 1_500);
  minutes.passTo(NOON + MINUTE);
  const volume = () => minutes.valuesAt(NOON + MINUTE).measures['volume-5m'];
  exchange.asked.length = 0;
  await clock.advance(3_000);
  expect([exchange.asked, volume()]).toEqual([[], null]);
  await clock.advance(10_000);
  expect(exchange.asked.length).toBeGreaterThan(0);
  expect(volume()).toBeNull();
  exchange.until = Number.POSITIVE_INFINITY;
  await clock.advance(6_000);
  expect(volume()).toBe(5);
  const asked = exchange.asked.length;
  await clock.advance(60_000);
  expect(exchange.asked).toHaveLength(asked);
});

test('minutes that the exchange never has are given up after a while, with a log line that names them', async () => {
  const { fill, until, exchange, clock, log } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  exchange.until = NOON - MINUTE;
  await passTo(clock, NOON + 30_000);
  minutes.missedBefore(NOON + 30_000);
  minutes.add(buildTrade({ id: 7, time: NOON + 30_000 }));
  minutes.passTo(NOON + MINUTE);
  exchange.asked.length = 0;
  await clock.advance(2 * MINUTE);
  const asked = exchange.asked.length;
  expect(asked).toBeGreaterThan(5);
  await clock.advance(5 * MINUTE);
  expect(exchange.asked).toHaveLength(asked);
  await clock.advance(20 * MINUTE);
  expect(exchange.asked.length).toBe(asked + 1);
  expect(minutes.valuesAt(NOON + MINUTE).measures['volume-5m']).toBeNull();
  expect(log.lines.at(-1)).toMatchObject({
    message: 'minutes stay unknown: the exchange has no candles of them',
    fields: { symbol: 'BTCUSDT', missing: { from: NOON - MINUTE, to: NOON + MINUTE } },
  });
});

test('a minute without a candle had no trade once a later candle exists', async () => {
  const { fill, until, exchange, clock } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  exchange.leftOut.add(NOON - 3 * MINUTE);
  fill.start();
  await until(DONE);
  expect(minutes.valuesAt(NOON - MINUTE).measures['volume-5m']).toBe(4);
  await passTo(clock, NOON + 30_000);
  exchange.leftOut.add(NOON);
  minutes.missedBefore(NOON + 30_000);
  await passTo(clock, NOON + MINUTE + 1_500);
  minutes.passTo(NOON + MINUTE);
  await pass(clock, 10_000);
  expect(minutes.valuesAt(NOON + MINUTE).measures['volume-5m']).toBeNull();
  await passTo(clock, NOON + 2 * MINUTE); // the next minute is over, too
  await pass(clock, 6_000);
  expect(minutes.valuesAt(NOON + MINUTE).measures['volume-5m']).toBe(3);
});

test('an unreadable row is reported, leaves only its own minute unknown, and is not requested forever', async () => {
  const { fill, until, exchange, clock, unreadable, log } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  const bad = NOON - 30 * MINUTE;
  exchange.unreadable.add(bad);
  fill.start();
  await until(DONE);
  const { measures, refs } = minutes.valuesAt(NOON - MINUTE);
  expect(measures).toMatchObject({ 'volume-5m': 5, 'volume-1h': null, 'volume-24h': null });
  expect(refs).toMatchObject({ 'change-15m': String((NOON - 16 * MINUTE) / MINUTE), 'change-24h': expect.any(String) });
  expect(unreadable[0]).toBe(`BTCUSDT 1m: low: is not greater than 0 [${bad}]`);
  await clock.advance(30 * MINUTE);
  expect(log.messages()).toContain('minutes stay unknown: the exchange has no candles of them');
  const asked = exchange.asked.length;
  await clock.advance(10 * MINUTE);
  expect(exchange.asked).toHaveLength(asked);
});

test('a volume is known again as soon as the unreadable minute has left its window', async () => {
  const { fill, until, exchange } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  exchange.unreadable.add(NOON - 62 * MINUTE);
  fill.start();
  await until(DONE);
  expect(minutes.valuesAt(NOON - 2 * MINUTE).measures['volume-1h']).toBeNull();
  expect(minutes.valuesAt(NOON - MINUTE).measures['volume-1h']).toBe(60);
});

test('a candle of a minute that is not over is ignored', async () => {
  const { fill, until, clock } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  minutes.missedBefore(NOON + 3 * MINUTE); // the trades are ahead of the clock
  await clock.advance(10_000);
  const present = minutes.present ?? 0;
  expect(present).toBe(NOON + 3 * MINUTE);
  expect(minutes.valuesAt(NOON + MINUTE).measures['volume-5m']).toBeNull();
});

test('the minutes of the present hour are stored as soon as they are fetched, before the week of the windows', async () => {
  const { fill, table, clock } = begin();
  fill.follow('BTCUSDT');
  fill.start();
  const oneDay = '1m day BTCUSDT 2026-01-03T00:00';
  for (let turn = 0; turn < 600 && !table.writes.includes(oneDay); turn += 1) await clock.advance(100);
  const hour = '1m hour BTCUSDT 2026-01-05T11:00';
  expect(table.pieces.get(hour)?.map(({ start }) => start)).toEqual(
    Array.from({ length: 59 }, (_, i) => NOON - HOUR + i * MINUTE),
  );
  expect(table.writes.indexOf(hour)).toBeLessThan(table.writes.indexOf(oneDay));
});

test('a day that has ended is stored as pieces of days, some minutes after its end', async () => {
  const { fill, until, table, clock } = begin();
  const { pieces } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  const before = table.writes.length;
  await passTo(clock, NOON + 12 * HOUR + MINUTE);
  expect(table.writes).toHaveLength(before);
  await clock.advance(15 * MINUTE);
  expect(table.writes.slice(before)).toEqual([
    '1m day BTCUSDT 2026-01-05T00:00',
    '15m day BTCUSDT 2026-01-05T00:00',
    '1h day BTCUSDT 2026-01-05T00:00',
    '1d year BTCUSDT 2026',
  ]);
  const today = NOON - 12 * HOUR;
  expect(table.pieces.get('1m day BTCUSDT 2026-01-05T00:00')?.map(({ start }) => start)).toEqual(
    Array.from({ length: 1_440 }, (_, i) => today + i * MINUTE),
  );
  expect(table.pieces.get('1d year BTCUSDT 2026')?.at(-1)).toMatchObject({ start: today, quoteVolume: 1_440 });
  expect([...table.pieces.keys()].filter((name) => name.startsWith('1m hour'))).toEqual([]);
  expect(pieces.oldest ?? today + DAY).toBeGreaterThanOrEqual(today + DAY);
});

test('a table that fails for a while is read again', async () => {
  const { fill, until, table, clock } = begin();
  table.fault = new Error('table down');
  fill.follow('BTCUSDT');
  fill.start();
  await clock.advance(60_000);
  table.fault = null;
  await until(DONE);
});

test('coins that the exchange does not trade are not requested', async () => {
  const { fill, exchange, clock } = begin(() => false);
  fill.follow('NOPEUSDT');
  fill.start();
  await clock.advance(60_000);
  expect(exchange.asked).toEqual([]);
});

test('no job runs before the exchange’s clock is known, or half a minute has passed', async () => {
  const { fill, until, exchange, clock } = begin(
    () => true,
    () => false,
  );
  fill.follow('BTCUSDT');
  fill.start();
  await clock.advance(CLOCK_WAIT_MS - 1);
  expect(exchange.asked).toEqual([]);
  await until(DONE);
});

test('the history of a coin whose time goes back is filled again', async () => {
  const { fill, until, clock } = begin();
  const { minutes } = fill.follow('BTCUSDT');
  fill.start();
  await until(DONE);
  minutes.missedBefore(NOON + MINUTE);
  minutes.resetAfterIdRestart(NOON - 2 * HOUR);
  await pass(clock, 30_000);
  expect(minutes.unknownSince(NOON - DAY)).toEqual([]);
  expect(minutes.valuesAt(NOON - 2 * HOUR).measures['volume-24h']).toBe(1_440);
});

/** In small steps, so that the exchange can answer between them. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (const end = clock.elapsed() + ms; clock.elapsed() < end; )
    await clock.advance(Math.min(100, end - clock.elapsed()));
}

function passTo(clock: ManualClock, instant: number): Promise<void> {
  return clock.advance(instant - clock.now());
}

function begin(isWatchable: (symbol: string) => boolean = () => true, isClockKnown = () => true) {
  const parts = beginHistory({ now: NOON, isWatchable, isClockKnown });
  /** Lets time pass in steps of a tenth of a second until this is logged. */
  const until = async (message: string) => {
    await parts.passUntil(() => parts.log.messages().includes(message));
    expect(parts.log.messages()).toContain(message);
  };
  return { ...parts, until };
}
