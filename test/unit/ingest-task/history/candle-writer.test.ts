import { expect, test } from 'vitest';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { CandleWriter, FIRST_TURN_MS, MAX_WRITES_AT_ONCE } from '../../../../ingest-task/history/candle-writer.ts';
import { CoinHistory } from '../../../../ingest-task/history/coin-history.ts';
import { WATERMARK_INTERVAL_MS } from '../../../../ingest-task/publishing/watermark.ts';
import { buildCandle } from '../../../support/candles.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { memoryCandles } from '../../../support/memory-candles.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const piece = (symbol: string, hour = '12:00') => `1m hour ${symbol} 2026-01-05T${hour}`;

test('closed minutes are written once a minute, with the whole hour of the coin', async () => {
  const { coins, clock, table } = begin(['BTCUSDT']);
  coins[0]?.pieces.keep(buildCandle(START));
  await clock.advance(MINUTE);
  coins[0]?.pieces.keep(buildCandle(START + MINUTE));
  await clock.advance(MINUTE);
  expect(table.writes).toEqual([piece('BTCUSDT'), piece('BTCUSDT')]);
  expect(table.pieces.get(piece('BTCUSDT'))?.map(({ start }) => start)).toEqual([START, START + MINUTE]);
  await clock.advance(5 * MINUTE);
  expect(table.writes).toHaveLength(2);
});

test('an hour is not written before its stored minutes are known', async () => {
  const { coins, clock, table, writer } = begin(['BTCUSDT'], false);
  const [coin] = coins;
  coin?.pieces.keep(buildCandle(START + 2 * MINUTE, '7'));
  await clock.advance(2 * MINUTE);
  expect([table.writes, await writer.stop(0)]).toEqual([[], 0]);
  coin?.pieces.open(START, [buildCandle(START, '5'), buildCandle(START + 2 * MINUTE, '9')]);
  await stop(writer, clock);
  expect(table.pieces.get(piece('BTCUSDT'))?.map(({ start, close }) => [start, close])).toEqual([
    [START, '5'],
    [START + 2 * MINUTE, '7'],
  ]);
});

test('the writes of many coins are spread over the minute, and few run at once', async () => {
  const symbols = Array.from({ length: 500 }, (_, i) => `COIN${i}`);
  const { coins, clock, most, countBySecond } = begin(symbols);
  for (let minute = 0; minute < 4; minute += 1) {
    for (const coin of coins) coin.pieces.keep(buildCandle(START + minute * MINUTE));
    await clock.advance(MINUTE);
  }
  expect(most()).toBeLessThanOrEqual(MAX_WRITES_AT_ONCE);
  const counts = countBySecond();
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3 * 500);
  expect(Math.max(...counts)).toBeLessThanOrEqual(10); // 500 in 60 s are 8.3 a second
});

test('a minute can be read 4 to 65 seconds after its end, whatever the turn of its coin', async () => {
  const { coins, clock, table } = begin(Array.from({ length: 120 }, (_, i) => `COIN${i}`));
  await clock.advance(MINUTE);
  const end = START + MINUTE;
  const readAt = new Map<string, number>();
  const look = () => {
    for (const { symbol } of coins) {
      if (!readAt.has(symbol) && table.pieces.has(piece(symbol))) readAt.set(symbol, clock.now() - end);
    }
  };
  // a watermark closes a quiet coin's minute within two seconds
  for (let at = 0; at < 66_000; at += 500) {
    if (at === WATERMARK_INTERVAL_MS) for (const coin of coins) coin.pieces.keep(buildCandle(START));
    await clock.advance(500);
    look();
  }
  expect(readAt.size).toBe(120);
  expect(Math.min(...readAt.values())).toBeGreaterThan(WATERMARK_INTERVAL_MS);
  expect(Math.min(...readAt.values())).toBeLessThanOrEqual(FIRST_TURN_MS + 1_000);
  expect(Math.max(...readAt.values())).toBeLessThanOrEqual(65_000);
});

test('a failed write is made again once, with all that is known by then', async () => {
  const { coins, clock, table, log } = begin(['BTCUSDT']);
  table.fault = new Error('table down');
  for (let minute = 0; minute < 5; minute += 1) {
    coins[0]?.pieces.keep(buildCandle(START + minute * MINUTE));
    await clock.advance(MINUTE);
  }
  table.fault = null;
  await clock.advance(MINUTE);
  expect(table.writes).toEqual([piece('BTCUSDT')]);
  expect(table.pieces.get(piece('BTCUSDT'))).toHaveLength(5);
  expect(log.messages()).toContain('candles not written yet');
});

test('an hour that grows during its write is written again', async () => {
  const { coins, clock, table, writer, slow } = begin(['BTCUSDT']);
  slow(90_000);
  coins[0]?.pieces.keep(buildCandle(START));
  await clock.advance(MINUTE);
  coins[0]?.pieces.keep(buildCandle(START + MINUTE));
  await clock.advance(3 * MINUTE);
  slow(0);
  await stop(writer, clock);
  expect(table.pieces.get(piece('BTCUSDT'))).toHaveLength(2);
});

test('a stop writes every closed minute that is not written yet', async () => {
  const { coins, table, writer, clock } = begin(['BTCUSDT', 'ETHUSDT', 'BNBUSDT']);
  for (const coin of coins.slice(0, 2)) coin.pieces.keep(buildCandle(START + 59 * MINUTE));
  coins[0]?.pieces.keep(buildCandle(START + HOUR));
  expect(await stop(writer, clock)).toBe(0);
  expect([...table.writes].sort()).toEqual([piece('BTCUSDT'), piece('BTCUSDT', '13:00'), piece('ETHUSDT')]);
});

test('a stop gives up in time, and returns how many coins are left', async () => {
  const { coins, table, writer, clock } = begin(['BTCUSDT', 'ETHUSDT']);
  table.fault = new Error('table down');
  coins[0]?.pieces.keep(buildCandle(START));
  expect(await stop(writer, clock)).toBe(1);
});

test('an hour that leaves memory unwritten is reported', () => {
  const lost: number[] = [];
  const coin = buildCoin('BTCUSDT', (hour) => void lost.push(hour));
  coin.pieces.open(START, []);
  for (let hour = 0; hour < 5; hour += 1) coin.pieces.keep(buildCandle(START + hour * HOUR));
  expect(lost).toEqual([START, START + HOUR]);
  coin.pieces.keep(buildCandle(START + 5 * MINUTE));
  expect(lost).toEqual([START, START + HOUR, START]);
});

async function stop(writer: CandleWriter, clock: ReturnType<typeof manualClock>): Promise<number> {
  const stopped = writer.stop(1_000);
  await clock.advance(2_000);
  return stopped;
}

function buildCoin(symbol: string, onLost: (hour: number) => void = () => expect.unreachable('an hour was lost')) {
  const silent = { onUnknown: () => {}, onJoined: () => {}, onIdRestart: () => {} };
  return new CoinHistory({ symbol, counters: createCounters(), onLost, ...silent });
}

function begin(symbols: readonly string[], isOpen = true) {
  const clock = manualClock({ now: START });
  const log = recordedLog();
  const table = memoryCandles();
  const coins = symbols.map((symbol) => buildCoin(symbol));
  if (isOpen) for (const { pieces } of coins) pieces.open(START, []);
  let delayMs = 50;
  let underWay = 0;
  let most = 0;
  const bySecond = new Map<number, number>();
  const writer = new CandleWriter({
    candleTable: {
      async writeHour(...piece) {
        underWay += 1;
        most = Math.max(most, underWay);
        const second = Math.floor(clock.elapsed() / 1_000);
        bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
        await new Promise<void>((resolve) => clock.after(delayMs, resolve));
        underWay -= 1;
        await table.writeHour(...piece);
      },
    },
    coins: () => coins,
    clock,
    log,
    counters: createCounters(),
    exchangeNow: () => clock.now(),
  });
  writer.start();
  const slow = (ms: number) => {
    delayMs = ms;
  };
  return { coins, clock, log, table, writer, slow, most: () => most, countBySecond: () => [...bySecond.values()] };
}
