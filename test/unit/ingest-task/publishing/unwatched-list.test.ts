import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LISTED_UNWATCHED, type NewestUnwatched, type Unwatched } from '../../../../domain/market/coin.ts';
import {
  LIST_CHECK_MS,
  LIST_RENEWAL_MS,
  LIST_WRITE_INTERVAL_MS,
  UnwatchedList,
} from '../../../../ingest-task/publishing/unwatched-list.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const SOON = LIST_CHECK_MS + LIST_WRITE_INTERVAL_MS;

function interval(firstTradeId: number): Unwatched {
  return { from: firstTradeId, to: firstTradeId + 1, reason: 'purged', firstTradeId, lastTradeId: firstTradeId };
}

/** The first trade ids of what the item has of a coin. */
const idsIn = (item: NewestUnwatched | undefined, symbol: string) => item?.[symbol]?.map(({ from }) => from);

function begin(wanted: string[] = ['BTCUSDT', 'ETHUSDT']) {
  const clock = manualClock();
  const log = recordedLog();
  const partitions = new Map<string, Unwatched[]>();
  const items: NewestUnwatched[] = [];
  const table = { reads: [] as string[], unreadable: '', isDown: false, isOvertaken: false, takesMs: 0 };
  const newest = (symbol: string) =>
    [...(partitions.get(symbol) ?? [])].sort((a, b) => b.firstTradeId - a.firstTradeId).slice(0, MAX_LISTED_UNWATCHED);
  const wait = () => (table.takesMs > 0 ? new Promise<void>((done) => clock.after(table.takesMs, done)) : undefined);
  const list = new UnwatchedList({
    clock,
    log,
    epoch: 7,
    wanted: () => wanted,
    marketTable: {
      async readUnwatched(symbol) {
        table.reads.push(symbol);
        const read = newest(symbol);
        await wait();
        if (table.isDown || table.unreadable === symbol) throw new Error('not readable');
        return read;
      },
      async writeNewestUnwatched(item) {
        await wait();
        if (table.isDown) throw new Error('table down');
        if (!table.isOvertaken) items.push(structuredClone(item));
        return !table.isOvertaken;
      },
    },
  });
  const store = (symbol: string, ...ids: number[]) =>
    partitions.set(symbol, [...(partitions.get(symbol) ?? []), ...ids.map(interval)]);
  const add = (symbol: string, id: number) => {
    store(symbol, id);
    list.added(symbol, interval(id));
  };
  return { list, clock, log, table, items, wanted, newest, store, add };
}

test('at its start a task writes one item with the newest intervals of every coin, also of those that have none', async () => {
  const { list, clock, items, store } = begin();
  store('BTCUSDT', ...Array.from({ length: MAX_LISTED_UNWATCHED + 5 }, (_, id) => id));
  list.start();
  await clock.advance(SOON);
  expect(items).toHaveLength(1);
  expect(idsIn(items[0], 'BTCUSDT')).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5]);
  expect(items[0]?.ETHUSDT).toEqual([]);
});

test('intervals of hundreds of coins are in a few writes, and no partition is read for them', async () => {
  const symbols = Array.from({ length: 300 }, (_, number) => `C${number}USDT`);
  const { list, clock, items, table, add } = begin(symbols);
  list.start();
  await clock.advance(SOON);
  for (const symbol of symbols) {
    add(symbol, 5);
    await clock.advance(10);
  }
  await clock.advance(SOON);
  expect(items.length).toBeLessThanOrEqual(3);
  expect(symbols.every((symbol) => idsIn(items.at(-1), symbol)?.[0] === 5)).toBe(true);
  expect(table.reads).toHaveLength(symbols.length);
});

test('nothing is written while nothing changes, but for once in fifteen minutes', async () => {
  const { list, clock, items } = begin();
  list.start();
  await clock.advance(LIST_RENEWAL_MS - SOON);
  expect(items).toHaveLength(1);
  await clock.advance(2 * SOON);
  expect(items).toHaveLength(2);
});

test('what another function stored is listed fifteen minutes later at most', async () => {
  const { list, clock, items, store } = begin();
  list.start();
  await clock.advance(SOON);
  store('ETHUSDT', 9);
  await clock.advance(LIST_RENEWAL_MS + SOON);
  expect(idsIn(items.at(-1), 'ETHUSDT')).toEqual([9]);
});

test('a coin that is let go leaves the list; when it is followed again, its partition is read', async () => {
  const { list, clock, items, wanted, store } = begin();
  list.start();
  await clock.advance(SOON);
  wanted.splice(0, 1);
  await clock.advance(SOON);
  expect(items.at(-1)).toEqual({ ETHUSDT: [] });
  store('BTCUSDT', 3);
  wanted.push('BTCUSDT');
  await clock.advance(SOON);
  expect(idsIn(items.at(-1), 'BTCUSDT')).toEqual([3]);
});

test("a coin that can't be read takes no other one out of the list, and comes in when it can be read", async () => {
  const { list, clock, items, table, log } = begin();
  table.unreadable = 'BTCUSDT';
  list.start();
  await clock.advance(30_000);
  expect(items.at(-1)).toEqual({ ETHUSDT: [] });
  expect(log.messages()).toEqual(['unwatched intervals not read']);
  table.unreadable = '';
  await clock.advance(30_000);
  expect(items.at(-1)).toEqual({ BTCUSDT: [], ETHUSDT: [] });
});

test('a write that failed is made again; one that a later task has overtaken is not', async () => {
  const { list, clock, items, table, log, add } = begin();
  list.start();
  await clock.advance(SOON);
  table.isDown = true;
  add('BTCUSDT', 1);
  await clock.advance(SOON);
  table.isDown = false;
  await clock.advance(SOON);
  expect(items.map((item) => idsIn(item, 'BTCUSDT'))).toEqual([[], [1]]);
  table.isOvertaken = true;
  add('BTCUSDT', 2);
  await clock.advance(2 * SOON);
  expect(log.messages().filter((message) => message.includes('a later task writes it'))).toHaveLength(1);
});

test('the last intervals of a run are written when it ends', async () => {
  const { list, clock, items, add } = begin();
  list.start();
  await clock.advance(SOON);
  add('BTCUSDT', 1);
  list.stop();
  await list.flush();
  expect(idsIn(items.at(-1), 'BTCUSDT')).toEqual([1]);
  await list.flush();
  expect(items).toHaveLength(2);
});

const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), coin: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('store' as const), coin: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('follow or let go' as const), coin: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('table goes down or up' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('table takes' as const), ms: fc.constantFrom(0, 300, 4_000) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 900, 3_000, 60_000) }),
  },
);

test('whatever happens, the item equals the partitions soon after the last interval that the task added, and after a renewal in any case', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 30 }), async (happenings) => {
      const coins = ['A', 'B', 'C'];
      const { list, clock, items, table, wanted, newest, store, add } = begin([...coins]);
      let nextId = 0;
      let storedByOthers = false;
      list.start();
      for (const it of happenings) {
        const coin = 'coin' in it ? (coins[it.coin] ?? '') : '';
        nextId += 1;
        if (it.kind === 'add') add(coin, nextId);
        else if (it.kind === 'store') {
          storedByOthers = true;
          store(coin, nextId);
        } else if (it.kind === 'wait') await clock.advance(it.ms);
        else if (it.kind === 'table takes') table.takesMs = it.ms;
        else if (it.kind === 'table goes down or up') table.isDown = !table.isDown;
        else if (wanted.includes(coin)) wanted.splice(wanted.indexOf(coin), 1);
        else wanted.push(coin);
      }
      table.isDown = false;
      table.takesMs = 0;
      await clock.advance(30_000);
      const truth = () =>
        Object.fromEntries(wanted.map((symbol) => [symbol, newest(symbol).map(({ firstTradeId }) => firstTradeId)]));
      const shown = () => Object.fromEntries(wanted.map((symbol) => [symbol, idsIn(items.at(-1), symbol)]));
      expect(Object.keys(items.at(-1) ?? {}).sort()).toEqual([...wanted].sort());
      if (!storedByOthers) expect(shown()).toEqual(truth());
      await clock.advance(LIST_RENEWAL_MS + SOON);
      expect(shown()).toEqual(truth());
    }),
    { numRuns: 60 },
  );
}, 60_000);
