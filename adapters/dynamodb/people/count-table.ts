import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type Count,
  type CountChange,
  type CountChanges,
  type Counts,
  changeCounts,
  newMembers,
  sizeOf,
} from '../../../domain/people/counts.ts';
import type { TransactItem } from '../write-transaction.ts';

/** An item of table `people`. */
export interface CountKey {
  readonly person: string;
  readonly item: string;
}

/** `at` (own clock, ms): when it was changed last. */
export interface StoredCounts {
  readonly counts: Counts;
  readonly at: number;
}

/** What was counted, to be stored. `replaces`: the `at` of the stored item that was there before the counting; null when none was. */
export interface CountedAgain {
  readonly counts: Counts;
  readonly replaces: number | null;
}

const itemSchema = z.object({ at: z.number().int() }).catchall(z.union([z.number(), z.set(z.string())]));

/**
 * In table `people`: counts of what is stored elsewhere, so that a limit can be a condition of the write that it bounds. An
 * item that is missing is made from what is there.
 */
export function createCountTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Consistent; null when nothing was counted yet. @throws ZodError when the item can't be read */
    async read(key: CountKey): Promise<StoredCounts | null> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      if (!Item) return null;
      const { person: _person, item: _item, ...fields } = Item;
      const { at, ...counts } = itemSchema.parse(fields);
      return { counts, at };
    },

    /**
     * The part of a transaction that changes the counts as they are then, and makes it fail when one would grow past its
     * most, or when the item is gone. `now` in ms.
     */
    change(key: CountKey, { counts }: StoredCounts, changes: CountChanges, now: number): TransactItem {
      return { Update: { TableName: tableName, Key: key, ...changeExpressions(counts, changes, now) } };
    },

    /** The part of a transaction that stores what was counted, with the changes; it fails when another one changed the item since. */
    replace(key: CountKey, { counts, replaces }: CountedAgain, changes: CountChanges, now: number): TransactItem {
      const after = Object.entries(changeCounts(counts, changes));
      // DynamoDB has no empty sets
      const stored = after.filter(([, count]) => typeof count === 'number' || count.size > 0);
      return {
        Put: {
          TableName: tableName,
          Item: { ...key, ...Object.fromEntries(stored), at: now },
          ...(replaces === null
            ? { ConditionExpression: 'attribute_not_exists(person)' }
            : {
                ConditionExpression: '#at = :replaces',
                ExpressionAttributeNames: { '#at': 'at' },
                ExpressionAttributeValues: { ':replaces': replaces },
              }),
        },
      };
    },
  };
}

export type CountTable = ReturnType<typeof createCountTable>;

interface Clauses {
  readonly set?: string;
  readonly add?: string;
  readonly remove?: string;
  readonly conditions?: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

function changeExpressions(counts: Counts, changes: CountChanges, now: number) {
  const names = Object.keys(changes);
  const clauses = Object.entries(changes).map(([name, change]) => clausesOf(name, counts[name], change));
  const joined = (part: 'set' | 'add' | 'remove') => clauses.flatMap((it) => it[part] ?? []).join(', ');
  const [set, add, remove] = [['#at = :at', joined('set')].filter(Boolean).join(', '), joined('add'), joined('remove')];
  return {
    UpdateExpression: `SET ${set}${add && ` ADD ${add}`}${remove && ` DELETE ${remove}`}`,
    ConditionExpression: ['attribute_exists(#at)', ...clauses.flatMap((it) => it.conditions ?? [])].join(' AND '),
    ExpressionAttributeNames: { '#at': 'at', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
    ExpressionAttributeValues: Object.assign({ ':at': now }, ...clauses.map(({ values }) => values)),
  };
}

function clausesOf(name: string, count: Count | undefined, { add = 0, remove = [], most }: CountChange): Clauses {
  const [path, change, room] = [`#${name}`, `:${name}`, `:${name}Room`];
  if (remove.length > 0) return { remove: `${path} ${change}`, values: { [change]: new Set(remove) } };
  if (typeof add !== 'number') return additionOf(name, count, { add, most });
  // fewer than none: it was counted before it was complete
  if (sizeOf(count) + add < 0) {
    return { set: `${path} = ${change}`, conditions: [`${path} < ${room}`], values: { [change]: 0, [room]: -add } };
  }
  const sum = { set: `${path} = ${path} + ${change}`, values: { [change]: add } };
  if (add <= 0) return sum;
  return { ...sum, conditions: [`${path} <= ${room}`], values: { ...sum.values, [room]: most - add } };
}

/** The size is known only if the set has the members that it had when it was read. */
function additionOf(
  name: string,
  count: Count | undefined,
  { add, most }: { readonly add: readonly string[]; readonly most: number },
): Clauses {
  const [path, change, room] = [`#${name}`, `:${name}`, `:${name}Room`];
  const added = newMembers(count, add);
  const present = Object.fromEntries(
    add.filter((it) => !added.includes(it)).map((it, index) => [`${change}${index}`, it]),
  );
  const conditions = Object.keys(present).map((value) => `contains(${path}, ${value})`);
  if (added.length === 0) return { conditions, values: present };
  return {
    add: `${path} ${change}`,
    conditions: [...conditions, `(attribute_not_exists(${path}) OR size(${path}) <= ${room})`],
    values: { ...present, [change]: new Set(added), [room]: most - added.length },
  };
}
