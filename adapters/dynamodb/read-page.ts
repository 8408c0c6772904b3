import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import { log } from '../log.ts';

/** A filter that matches little costs at most this many reads a page, as anyone may ask again; the rest is for the next page. */
const MAX_READS_PER_PAGE = 2;

export interface Page<Item, Position> {
  readonly items: Item[];
  /** where the next page starts; null when this is the last one */
  readonly next: Position | null;
}

type Attributes = Record<string, unknown>;

export interface PageReading<Item, Position> {
  readonly limit: number;
  readonly startKey: Attributes | null;
  query(startKey: Attributes | undefined): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  /** may throw: one item that can't be read must not take the list away */
  parse(item: Attributes): Item;
  /** of what was read, for what a query can't ask for; left out: everything is listed */
  keeps?(item: Item): boolean;
  /** the position of an item, or of the key of one */
  position(attributes: Attributes): Position;
}

/**
 * Reads until `limit` items are found and it is known whether more follow. A page can be short, or even empty, and still
 * have a `next`.
 */
export async function readPage<Item, Position>(reading: PageReading<Item, Position>): Promise<Page<Item, Position>> {
  const { limit, query, position } = reading;
  const found: { readonly attributes: Attributes; readonly item: Item | null }[] = [];
  let startKey = reading.startKey ?? undefined;
  for (let reads = 0; reads < MAX_READS_PER_PAGE && found.length <= limit; reads += 1) {
    const { Items = [], LastEvaluatedKey } = await query(startKey);
    for (const attributes of Items) {
      const item = readable(attributes, reading.parse);
      if (item === null || (reading.keeps?.(item) ?? true)) found.push({ attributes, item });
    }
    startKey = LastEvaluatedKey;
    if (!startKey) break;
  }
  const taken = found.slice(0, limit);
  const last = found.length > limit ? taken.at(-1)?.attributes : startKey;
  return { items: taken.flatMap(({ item }) => item ?? []), next: last ? position(last) : null };
}

/** Null for an item that can't be read, which is logged: one must not take the list away. */
export function readable<Item>(attributes: Attributes, parse: (item: Attributes) => Item): Item | null {
  try {
    return parse(attributes);
  } catch (error) {
    const { id, alertId, position } = attributes;
    log.error('unreadable item', { id, alertId, position, error: String(error) });
    return null;
  }
}
