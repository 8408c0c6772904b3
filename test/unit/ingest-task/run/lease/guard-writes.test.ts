import { expect, test, vi } from 'vitest';
import type { Dependencies } from '../../../../../ingest-task/run/dependencies.ts';
import { guardWrites, LeaseNotHeldError } from '../../../../../ingest-task/run/lease/guard-writes.ts';
import { manualClock } from '../../../../support/manual-clock.ts';
import { memoryLease } from '../../../../support/memory-lease.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';

const TRADE = { id: 1, time: 1, price: '1', quantity: '1' };
const OUTAGE = {
  symbol: 'BTCUSDT',
  since: 1,
  cause: 'unseen' as const,
  toldAt: 2,
  before: null,
  endedAt: null,
  rechecked: null,
};

/** Everything that a run can change outside of the task. */
const BECAUSE = {
  kind: 'another-coin' as const,
  before: { price: '1', time: 1 },
  first: { price: '9', time: 2 },
};
const WRITES: Record<string, (world: Dependencies) => Promise<unknown>> = {
  'ticks to the stream': ({ tickStream }) => tickStream.put([]),
  prices: ({ marketTable }) => marketTable.writePrices({ feed: 'simulator', updatedAt: 1, coins: {} }, 1),
  'the clock’s offset': ({ marketTable }) => marketTable.writeClockOffset(1, 1),
  'the catalogue': ({ marketTable }) => marketTable.writeCatalogue([]),
  'an unwatched interval': ({ marketTable }) =>
    marketTable.addUnwatched('BTCUSDT', { from: 1, to: 1, reason: 'purged', firstTradeId: 1, lastTradeId: 1 }),
  'the list of unwatched intervals': ({ marketTable }) => marketTable.writeNewestUnwatched({}, 1),
  'an outage': ({ outageTable }) => outageTable.begin(OUTAGE),
  'an outage’s end': ({ outageTable }) => outageTable.end(OUTAGE),
  'an hour of candles': ({ candleTable }) => candleTable.writeHour('BTCUSDT', 0, []),
  'a day of candles': ({ candleTable }) => candleTable.writeDay('BTCUSDT', 0, []),
  'folded candles': ({ candleTable }) => candleTable.writeFolded('BTCUSDT', '1h', 0, []),
  'daily candles': ({ candleTable }) => candleTable.writeDays('BTCUSDT', 0, []),
  're-armed alerts': ({ coinAlerts }) =>
    coinAlerts.resetAfterIdRestart({ symbol: 'BTCUSDT', shards: 1 }, { armAfter: 1, bookVersion: 1 }),
  'paused alerts': ({ coinAlerts }) => coinAlerts.pause({ symbol: 'BTCUSDT', shards: 1 }, BECAUSE),
  'a raised index version': ({ coinTable }) => coinTable.raiseIndexVersion('BTCUSDT', 1),
};

test.each(Object.entries(WRITES))('without a sure lease a run does not write %s', async (_, write) => {
  const { guarded, calls, setSure } = begin();
  await write(guarded);
  expect(calls()).toBe(1);
  setSure(false);
  await expect(write(guarded)).rejects.toBeInstanceOf(LeaseNotHeldError);
  expect(calls()).toBe(1);
});

test('every method that writes is guarded', async () => {
  const { guarded, calls, setSure } = begin();
  setSure(false);
  const { marketTable, outageTable, coinTable, coinAlerts, tickStream, candleTable } = guarded;
  const tables = { marketTable, outageTable, coinTable, coinAlerts, tickStream, candleTable };
  const unguarded: string[] = [];
  for (const [name, table] of Object.entries(tables)) {
    for (const [method, call] of Object.entries(table)) {
      const before = calls();
      await Promise.resolve(call(TRADE, TRADE)).catch(() => undefined);
      if (calls() > before) unguarded.push(`${name}.${method}`);
    }
  }
  expect(unguarded.sort()).toEqual([
    'candleTable.read',
    'candleTable.storedDays',
    'coinTable.list',
    'marketTable.readCatalogue',
    'marketTable.readCatalogueRequest',
    'marketTable.readClockOffset',
    'marketTable.readCoinsChanged',
    'marketTable.readNewestUnwatched',
    'marketTable.readPrices',
    'marketTable.readSparks',
    'marketTable.readUnwatched',
  ]);
});

function begin() {
  let calls = 0;
  let sure = true;
  const called = <Answer>(answer: Answer) =>
    vi.fn(async () => {
      calls += 1;
      return answer;
    });
  const nothing = () => called(undefined);
  const world: Dependencies = {
    leaseTable: memoryLease(),
    audienceTable: { readListenedUntil: called(null) },
    heartbeat: { beat: () => undefined },
    marketTable: {
      readPrices: called(null),
      writePrices: called(true),
      readClockOffset: called(null),
      writeClockOffset: nothing(),
      readCatalogue: called(null),
      writeCatalogue: nothing(),
      requestCatalogue: nothing(),
      readCatalogueRequest: called(null),
      announceCoinsChanged: nothing(),
      readCoinsChanged: called(null),
      addUnwatched: nothing(),
      readUnwatched: called([]),
      readNewestUnwatched: called(null),
      writeNewestUnwatched: called(true),
      readSparks: called(null),
      writeSparks: called(true),
    },
    outageTable: { begin: called(true), end: called(true) },
    coinTable: { list: called([]), raiseIndexVersion: nothing() },
    coinAlerts: { resetAfterIdRestart: called(0), pause: called(0) },
    coinStream: { open: called({ next: called([]) }) },
    tickStream: { put: called([]) },
    published: { newest: () => ({}), restore: () => undefined },
    candleTable: {
      read: called([]),
      storedDays: called(new Set()),
      writeHour: nothing(),
      writeDay: nothing(),
      writeFolded: nothing(),
      writeDays: nothing(),
    },
    clock: manualClock(),
    log: recordedLog(),
  };
  const setSure = (to: boolean) => {
    sure = to;
  };
  return { guarded: guardWrites(world, () => sure), calls: () => calls, setSure };
}
