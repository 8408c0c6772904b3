import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CountTable, createCountTable } from '../../../../../adapters/dynamodb/people/count-table.ts';
import { createWriteAll, type WriteAll } from '../../../../../adapters/dynamodb/write-transaction.ts';
import {
  type CountChange,
  type CountChanges,
  type Counts,
  countsOverMost,
} from '../../../../../domain/people/counts.ts';
import { holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'people';
const MOST = 4;

let engines: RunningEngines;
let table: CountTable;
let writeAll: WriteAll;
let keys = 0;

beforeAll(async () => {
  engines = await runEngines();
  const { dynamodb, documents } = engines.clients;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['person', 'item'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'person', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
    }),
  );
  table = createCountTable(documents, TableName);
  writeAll = createWriteAll(documents);
});
afterAll(() => engines?.stop());

function newKey() {
  keys += 1;
  return { person: `issuer#${keys}`, item: 'usage' };
}

/** An empty set is not stored. */
const sorted = (counts: Counts = {}) =>
  Object.entries(counts)
    .filter(([, count]) => typeof count === 'number' || count.size > 0)
    .map(([name, count]) => [name, typeof count === 'number' ? count : [...count].sort()])
    .sort();

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 3 });
const ofSet: fc.Arbitrary<CountChange> = fc.oneof(
  names.map((add) => ({ add, most: MOST })),
  names.map((remove) => ({ remove, most: MOST })),
);
const changes: fc.Arbitrary<CountChanges> = fc.oneof(
  fc
    .integer({ min: -2, max: 3 })
    .filter(Boolean)
    .map((add) => ({ alerts: { add, most: MOST } })),
  ofSet.map((webhooks) => ({ webhooks })),
  fc.tuple(fc.constantFrom(1, -1), ofSet, ofSet).map(([add, coins, webhooks]) => ({
    ...{ alerts: { add, most: MOST }, coins, webhooks },
  })),
);

test('counts as the memory table of the tests does, whatever changes, and never past the most', async () => {
  const step = fc.record({ change: changes, isCounted: fc.integer({ min: 0, max: 3 }).map((it) => it === 0) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const memory = memoryTables(holdNothing());
      const key = newKey();
      let at = 1_000;
      for (const { change, isCounted } of steps) {
        at += 1;
        const outcomes = [];
        for (const { counts, write } of [
          { counts: memory.counts, write: memory.writeAll },
          { counts: table, write: writeAll },
        ]) {
          const stored = await counts.read(key);
          const counted = { counts: stored?.counts ?? { alerts: 1 }, replaces: stored?.at ?? null };
          if (countsOverMost(counted.counts, change).length > 0) continue;
          const part =
            stored && !isCounted ? counts.change(key, stored, change, at) : counts.replace(key, counted, change, at);
          outcomes.push(
            (await write([part])).written,
            sorted((await counts.read(key))?.counts),
            (await counts.read(key))?.at,
          );
        }
        expect(outcomes.slice(3)).toEqual(outcomes.slice(0, 3));
      }
    }),
    { numRuns: 8 },
  );
});

test('judges a change by what is stored when it is written, not by what was read', async () => {
  const key = newKey();
  const write = async (part: ReturnType<CountTable['change']>) => (await writeAll([part])).written;
  const add = { webhooks: { add: ['x', 'y'], most: 3 }, alerts: { add: 1, most: 3 } };
  const counted = { counts: { alerts: 2, webhooks: new Set(['a']) }, replaces: null };
  expect(await write(table.replace(key, counted, {}, 1))).toBe(true);
  expect(await write(table.replace(key, counted, {}, 2))).toBe(false);
  const read = await table.read(key);
  if (!read) throw new Error('nothing was stored');
  expect(await write(table.change(key, read, { alerts: { add: 1, most: 3 } }, 3))).toBe(true);
  // both are full by now
  expect(await write(table.change(key, read, add, 4))).toBe(false);
  expect(await write(table.change(key, read, { webhooks: { add: ['x', 'y'], most: 3 } }, 4))).toBe(true);
  expect(await write(table.change(key, read, { webhooks: { add: ['z'], most: 3 } }, 5))).toBe(false);
  // what was in the set must still be there: else its size is another
  expect(await write(table.change(key, read, { webhooks: { remove: ['a'], most: 3 } }, 6))).toBe(true);
  expect(await write(table.change(key, read, { webhooks: { add: ['a'], most: 3 } }, 7))).toBe(false);
  // counted again from what was read before
  expect(await write(table.replace(key, { counts: read.counts, replaces: read.at }, {}, 8))).toBe(false);
  expect(await table.read(key)).toEqual({ counts: { alerts: 3, webhooks: new Set(['x', 'y']) }, at: 6 });
});
