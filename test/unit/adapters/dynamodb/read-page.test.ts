import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Page, readPage } from '../../../../adapters/dynamodb/read-page.ts';
import { keepLogLines } from '../../../support/log-lines.ts';

const lines = keepLogLines();

const itemSchema = z.object({ n: z.number() });
const read =
  (items: readonly number[], hitsPerRead: number) => async (startKey: Record<string, unknown> | undefined) => {
    const from = startKey ? items.indexOf(itemSchema.parse(startKey).n) + 1 : 0;
    const Items = items.slice(from, from + hitsPerRead).map((n) => ({ n }));
    const isLast = from + hitsPerRead >= items.length;
    return { Items, ...(!isLast && { LastEvaluatedKey: Items.at(-1) }) };
  };

async function readAll(items: readonly number[], limit: number, hitsPerRead: number): Promise<Page<number, number>[]> {
  const pages: Page<number, number>[] = [];
  let startKey: Record<string, unknown> | null = null;
  do {
    const page: Page<number, number> = await readPage({
      limit,
      startKey,
      query: read(items, hitsPerRead),
      parse: (item) => itemSchema.parse(item).n,
      position: (attributes) => itemSchema.parse(attributes).n,
    });
    pages.push(page);
    startKey = page.next === null ? null : { n: page.next };
  } while (startKey);
  return pages;
}

describe('reading by pages', () => {
  it('finds every item once and in order, and is short only where two reads do not fill it', async () => {
    const numbers = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        async (items, limit, hits) => {
          const pages = await readAll(items, limit, hits);
          expect(pages.flatMap((page) => page.items)).toEqual(items);
          const perPage = Math.min(limit, 2 * hits);
          expect(pages.slice(0, -1).every((page) => page.items.length === perPage)).toBe(true);
        },
      ),
    );
  });

  it('stops after two reads that find too little, and says where to go on', async () => {
    let reads = 0;
    const query = async () => {
      reads += 1;
      return { Items: [], LastEvaluatedKey: { n: reads } };
    };
    const page = await readPage({
      limit: 5,
      startKey: null,
      query,
      parse: (item) => itemSchema.parse(item),
      position: (attributes) => itemSchema.parse(attributes).n,
    });
    expect(page).toEqual({ items: [], next: 2 });
  });

  it('leaves out an item that can not be read, and logs its id', async () => {
    const page = await readPage({
      limit: 5,
      startKey: null,
      query: async () => ({ Items: [{ id: 'odd' }, { n: 1 }] }),
      parse: (item) => itemSchema.parse(item).n,
      position: () => 0,
    });
    expect(page).toEqual({ items: [1], next: null });
    expect(lines[0]).toMatchObject({ message: 'unreadable item', id: 'odd' });
  });
});
