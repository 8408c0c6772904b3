import { describe, expect, test } from 'vitest';
import type { WantedCoin } from '../../../../domain/market/coin.ts';
import {
  MARKER_INTERVAL_MS,
  QUICK_FOR_MS,
  QUIET_POLL_INTERVAL_MS,
  REREAD_INTERVAL_MS,
  WantedCoins,
} from '../../../../ingest-task/watching/wanted-coins.ts';
import { CoinRows } from '../../../support/coin-rows.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

describe('a task that stands by', () => {
  test('reads the table every minute, and neither the stream nor the marker', async () => {
    const { coins, rows, heard, clock } = await begin([buildWantedCoin('BTCUSDT')]);
    rows.put(buildWantedCoin('ETHUSDT'));
    rows.remove('BTCUSDT');
    rows.announce();
    await clock.advance(REREAD_INTERVAL_MS - MARKER_INTERVAL_MS);
    expect([coins.wanted().length, heard]).toEqual([1, ['+BTCUSDT@1']]);
    await clock.advance(2 * MARKER_INTERVAL_MS);
    expect(heard.slice(1)).toEqual(['+ETHUSDT@1', '-BTCUSDT']);
    await clock.advance(10 * REREAD_INTERVAL_MS);
    expect(new Set(rows.calls)).toEqual(new Set(['list']));
    expect(rows.count('list')).toBe(12);
  });

  test('whose table fails tries again within seconds, logs it once, and keeps what it knows', async () => {
    const { coins, rows, clock, log } = await begin([buildWantedCoin('BTCUSDT')]);
    rows.isTableDown = true;
    await clock.advance(REREAD_INTERVAL_MS + 30_000);
    expect([coins.wanted().length, log.messages()]).toEqual([1, ['wanted coins not read']]);
    rows.isTableDown = false;
    rows.put(buildWantedCoin('ETHUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS + MARKER_INTERVAL_MS);
    expect(coins.wanted()).toHaveLength(2);
  });

  test('does not start without the table', async () => {
    const { rows, coins } = make([]);
    rows.isTableDown = true;
    await expect(coins.start()).rejects.toThrow('table down');
  });
});

describe('a task that takes over', () => {
  test('opens the stream, then reads the table, then follows: what came in between is not lost', async () => {
    const { coins, rows, heard, clock } = await begin([buildWantedCoin('BTCUSDT', 5)]);
    rows.rows.set('SOLUSDT', buildWantedCoin('SOLUSDT', 2)); // while it stood by
    rows.calls.length = 0;
    coins.follow();
    await clock.advance(0);
    expect(rows.calls.slice(0, 3)).toEqual(['open', 'list', 'next']);
    expect(heard).toEqual(['+BTCUSDT@5', '+BTCUSDT@5', '+SOLUSDT@2']);
    rows.put(buildWantedCoin('ETHUSDT', 1));
    await clock.advance(MARKER_INTERVAL_MS);
    expect(heard.slice(3)).toEqual(['+ETHUSDT@1']);
  });

  test('keeps to the coins that it knows, and reads the table, until the stream can be opened', async () => {
    const { coins, rows, heard, clock, log } = await begin([buildWantedCoin('BTCUSDT')]);
    rows.canNotOpen = true;
    coins.follow();
    await clock.advance(QUICK_FOR_MS);
    rows.put(buildWantedCoin('ETHUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS + MARKER_INTERVAL_MS);
    expect(heard).toContain('+ETHUSDT@1');
    expect(log.messages()).toEqual(['wanted coins not read']);
    rows.canNotOpen = false;
    await clock.advance(QUIET_POLL_INTERVAL_MS + MARKER_INTERVAL_MS);
    const [lists, opens] = [rows.count('list'), rows.count('open')];
    await clock.advance(2 * QUIET_POLL_INTERVAL_MS);
    expect([rows.count('list'), rows.count('open')]).toEqual([lists, opens]);
    expect(rows.calls.at(-1)).toMatch(/next|marker/);
  });

  test('reads the stream also while the table fails, and the table as soon as it can', async () => {
    const { coins, rows, clock } = await begin([buildWantedCoin('BTCUSDT')]);
    rows.isTableDown = true;
    rows.rows.set('SOLUSDT', buildWantedCoin('SOLUSDT'));
    coins.follow();
    await clock.advance(0);
    rows.put(buildWantedCoin('ETHUSDT'));
    await clock.advance(QUICK_FOR_MS);
    expect(coins.wanted().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    rows.isTableDown = false;
    await clock.advance(QUIET_POLL_INTERVAL_MS + MARKER_INTERVAL_MS);
    expect(coins.wanted().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
  });

  test('and loses the lease reads the stream no more; the next time it opens a new reader', async () => {
    const { coins, rows, clock } = await begin([]);
    coins.follow();
    await clock.advance(QUICK_FOR_MS);
    coins.unfollow();
    const reads = rows.count('next');
    await clock.advance(3 * REREAD_INTERVAL_MS);
    expect([rows.count('next'), rows.count('open')]).toEqual([reads, 1]);
    coins.follow();
    await clock.advance(0);
    expect(rows.calls.filter((call) => call.startsWith('next ')).at(-1)).toBe('next 2');
  });
});

describe('a task that follows', () => {
  test('reads the stream every few seconds while nothing is announced', async () => {
    const { rows, clock } = await beginFollowing();
    const reads = rows.count('next');
    await clock.advance(60_000);
    expect(rows.count('next') - reads).toBe(60_000 / QUIET_POLL_INTERVAL_MS);
  });

  test('sees a row that was changed by hand within the slow poll', async () => {
    const { rows, heard, clock } = await beginFollowing();
    rows.put(buildWantedCoin('BTCUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(heard).toEqual(['+BTCUSDT@1']);
  });

  test('reads the stream at once when the marker has moved', async () => {
    const { rows, heard, clock } = await beginFollowing();
    rows.put(buildWantedCoin('BTCUSDT'));
    rows.announce();
    await clock.advance(MARKER_INTERVAL_MS);
    expect(heard).toEqual(['+BTCUSDT@1']);
  });

  test.each([1, 400, 1_000, 3_000])('sees a change whose record can be read %d ms after the marker', async (lagMs) => {
    const { rows, heard, clock } = await beginFollowing();
    rows.streamLagMs = lagMs;
    rows.put(buildWantedCoin('BTCUSDT'));
    rows.announce();
    await clock.advance(2 * MARKER_INTERVAL_MS + lagMs);
    expect(heard).toEqual(['+BTCUSDT@1']);
  });

  test('sees what the same environment of the API changed without an announcement of its own', async () => {
    const { rows, heard, clock } = await beginFollowing();
    rows.announce();
    await clock.advance(MARKER_INTERVAL_MS + 2_000);
    rows.put(buildWantedCoin('BTCUSDT'));
    await clock.advance(MARKER_INTERVAL_MS);
    expect(heard).toEqual(['+BTCUSDT@1']);
  });

  test('reads at once what it has written itself', async () => {
    const { coins, rows, heard, clock } = await beginFollowing();
    rows.put(buildWantedCoin('BTCUSDT'));
    coins.expectChange();
    await clock.advance(0);
    expect(heard).toEqual(['+BTCUSDT@1']);
  });

  test('goes on without the marker, and logs that once', async () => {
    const { rows, heard, clock, log } = await beginFollowing();
    rows.isMarkerDown = true;
    await clock.advance(3 * MARKER_INTERVAL_MS);
    rows.put(buildWantedCoin('BTCUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect([heard, log.messages()]).toEqual([['+BTCUSDT@1'], ['announced coins not read']]);
  });

  test('an older version never replaces a newer one', async () => {
    const { rows, heard, clock } = await beginFollowing([buildWantedCoin('BTCUSDT', 5)]);
    rows.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 4, false) });
    rows.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 6) });
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(heard).toEqual(['+BTCUSDT@6']);
  });

  test('a coin that is unwanted or removed is unfollowed once', async () => {
    const { rows, heard, clock } = await beginFollowing([buildWantedCoin('BTCUSDT'), buildWantedCoin('ETHUSDT')]);
    rows.put(buildWantedCoin('BTCUSDT', 1, false));
    rows.remove('BTCUSDT');
    rows.remove('ETHUSDT');
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(heard).toEqual(['-BTCUSDT', '-ETHUSDT']);
  });

  test('the table is read again every minute, which repairs what the stream did not bring', async () => {
    const { rows, heard, clock } = await beginFollowing([buildWantedCoin('BTCUSDT')]);
    rows.rows.clear();
    rows.rows.set('ETHUSDT', buildWantedCoin('ETHUSDT'));
    await clock.advance(REREAD_INTERVAL_MS + QUIET_POLL_INTERVAL_MS);
    expect(heard).toEqual(['+ETHUSDT@1', '-BTCUSDT']);
  });

  test('lost changes make the table be read at once', async () => {
    const { rows, clock } = await beginFollowing();
    const lists = rows.count('list');
    rows.push({ kind: 'missed' });
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(rows.count('list')).toBe(lists + 1);
  });

  test('a faulty record is quarantined with its content, and what is known of the coin stays', async () => {
    const { coins, rows, clock, log } = await beginFollowing([buildWantedCoin('BTCUSDT')]);
    rows.push({ kind: 'faulty', content: '{"symbol":"x"}', fault: 'no coin' });
    rows.put(buildWantedCoin('ETHUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(coins.wanted().map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect(log.lines[0]?.fields).toEqual({ error: 'no coin', content: '{"symbol":"x"}' });
  });

  test('a failing stream is logged once and read again', async () => {
    const { rows, heard, clock, log } = await beginFollowing();
    rows.areReadsFailing = true;
    await clock.advance(5 * QUIET_POLL_INTERVAL_MS);
    rows.areReadsFailing = false;
    rows.put(buildWantedCoin('ETHUSDT'));
    await clock.advance(QUIET_POLL_INTERVAL_MS);
    expect(log.messages()).toEqual(['wanted coins not read']);
    expect(heard).toEqual(['+ETHUSDT@1']);
  });
});

function make(table: WantedCoin[]) {
  const clock = manualClock();
  const log = recordedLog();
  const rows = new CoinRows(clock, table);
  const heard: string[] = [];
  const coins = new WantedCoins({
    clock,
    log,
    coinTable: rows.coinTable,
    coinStream: rows.coinStream,
    marketTable: rows.marketTable,
    onWanted: ({ symbol, book }) => void heard.push(`+${symbol}@${book.version}`),
    onUnwanted: (symbol) => void heard.push(`-${symbol}`),
  });
  return { coins, rows, heard, clock, log };
}

async function begin(table: WantedCoin[]) {
  const world = make(table);
  await world.coins.start();
  return world;
}

/** Past the moment of the take-over, in which the stream is read quickly. */
async function beginFollowing(table: WantedCoin[] = []) {
  const world = await begin(table);
  world.coins.follow();
  await world.clock.advance(QUICK_FOR_MS + 2 * QUIET_POLL_INTERVAL_MS);
  world.heard.length = 0;
  world.log.lines.length = 0;
  return world;
}
