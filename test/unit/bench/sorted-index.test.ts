import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAlerts } from '../../../bench/made-alerts.ts';
import { SortedIndex } from '../../../bench/sorted-index.ts';
import { seriesBounds } from '../../../domain/alert-index/index-keys.ts';
import type { IndexSide, PageEntry } from '../../../domain/alert-index/index-page.ts';
import type { Frontier } from '../../../domain/alert-index/nearest-entries.ts';
import { indexKeys } from '../../../domain/alert-index/next-moves.ts';
import type { Series } from '../../../domain/metrics/series.ts';

const address = { symbol: 'BTCUSDT', shard: 0 };
/** Close together, so that many stand at one level. */
const range = { low: 10, high: 10 };

function made(count: number, kind: 'price' | 'mixed') {
  return makeAlerts({ symbol: address.symbol, count, range, kind });
}

/** Every key of the index in reading order, found without the index's own sorting. */
function wanted(entries: readonly PageEntry[], side: IndexSide, series: Series | null): string[] {
  const bounds = series ? seriesBounds(series) : null;
  const orders = entries.flatMap((entry) => {
    const key = indexKeys(entry)[side];
    const isIn = key !== undefined && (!bounds || (key >= bounds.first && key <= bounds.last));
    return isIn ? [`${key} ${entry.id}`] : [];
  });
  orders.sort();
  return side === 'down' ? orders.reverse() : orders;
}

async function readAll(sorted: SortedIndex, side: IndexSide, series: Series | null): Promise<string[]> {
  const orders: string[] = [];
  let from: Frontier | null = null;
  do {
    const { placed, frontier } = await sorted.read({ ...address, side, series, from });
    expect(placed.length).toBeLessThanOrEqual(100);
    orders.push(...placed.map(({ key, entry }) => `${key} ${entry.id}`));
    from = frontier;
  } while (from);
  return orders;
}

const reads: [IndexSide, Series | null][] = [
  ['up', 'price'],
  ['down', 'price'],
  ['up', 'change-1h'],
  ['down', 'volume-1h'],
  ['up', 'price@close'],
  ['deadline', null],
];

test.each([0, 1, 100, 101, 200, 2_500])('an index of %i is read whole, in order, each alert once', async (count) => {
  const alerts = made(count, 'mixed');
  const entries = Array.from({ length: count }, (_, index) => alerts.at(index));
  const sorted = new SortedIndex(alerts);
  for (const [side, series] of reads) {
    expect(await readAll(sorted, side, series)).toEqual(wanted(entries, side, series));
  }
});

test('a read from a key on, without a token, includes all entries at that key', async () => {
  const alerts = made(600, 'price');
  const entries = Array.from({ length: 600 }, (_, index) => alerts.at(index));
  const sorted = new SortedIndex(alerts);
  for (const side of ['up', 'down'] as const) {
    const all = wanted(entries, side, 'price');
    const key = all[150]?.split(' ')[0] ?? '';
    const { placed } = await sorted.read({ ...address, side, series: 'price', from: { key } });
    const from = all.findIndex((order) => order.startsWith(key));
    expect(placed.map((one) => `${one.key} ${one.entry.id}`)).toEqual(all.slice(from, from + 100));
  }
});

test('a changed alert is read in its new place, and no longer in its old one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(299), { maxLength: 150 }), async (moved) => {
      const alerts = made(300, 'price');
      const sorted = new SortedIndex(alerts);
      const entries = new Map(Array.from({ length: 300 }, (_, index) => [index, alerts.at(index)]));
      for (const index of moved) {
        const entry = alerts.at(index);
        const { state } = entry;
        if (state.status !== 'active' || state.phase !== 'watching') throw new Error('made alerts watch');
        const zone = state.zone === 'below' ? 'above' : 'below';
        const outcome = await sorted.change(entry, { rule: entry.rule, state: { ...state, zone } }, null);
        if ('entry' in outcome) entries.set(index, outcome.entry);
      }
      for (const side of ['up', 'down'] as const) {
        expect(await readAll(sorted, side, 'price')).toEqual(wanted([...entries.values()], side, 'price'));
      }
    }),
    { numRuns: 30 },
  );
});
