import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type RateName, type UsedRates, windowEnd, windowStart } from '../../../domain/people/rates.ts';

/** An item is used in its own minute, and by what was still under way then. TTL removes it some time after this. */
const KEPT_AFTER_WINDOW_S = 3_600;

const unitsSchema = z.number().int().default(0);
const usedSchema = z.object({ writes: unitsSchema, linkWrites: unitsSchema, previewMs: unitsSchema });

export interface RateUnits {
  readonly rate: RateName;
  readonly units: number;
  /** own clock, ms: of the window that holds this instant */
  readonly at: number;
}

export interface TakenUnits {
  /** false: that would be more than the most, and nothing was taken */
  readonly isTaken: boolean;
  /** of the window, with what was taken; the most, when it was not: what is left is too little */
  readonly used: number;
}

/**
 * The keys of the items of previews begin with it, so that the function of previews can be kept from every other item: IAM knows
 * partition keys, but no sort keys.
 */
export const PREVIEWS_OF = 'previews#';

/**
 * In table `people`: how much of each rate a person used in a minute. Each minute has an item of its own: so one update counts
 * without a read, and nothing is ever reset.
 */
export function createRateTable(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (person: string, rate: RateName, at: number) => ({
    person: rate === 'previewMs' ? `${PREVIEWS_OF}${person}` : person,
    item: `rates#${new Date(windowStart(at)).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}`,
  });

  return {
    /** At most `most` units are taken in a window, however many callers there are at once. */
    async take(person: string, { rate, units, at, most }: RateUnits & { readonly most: number }): Promise<TakenUnits> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(person, rate, at),
        UpdateExpression: 'SET expireAt = :expireAt ADD #rate :units',
        ConditionExpression: 'attribute_not_exists(#rate) OR #rate <= :room',
        ExpressionAttributeNames: { '#rate': rate },
        ExpressionAttributeValues: {
          ':expireAt': windowEnd(at) / 1_000 + KEPT_AFTER_WINDOW_S,
          ':units': units,
          ':room': most - units,
        },
        ReturnValues: 'UPDATED_NEW',
      });
      try {
        const { Attributes } = await client.send(update);
        return { isTaken: true, used: usedSchema.parse(Attributes)[rate] };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return { isTaken: false, used: most };
      }
    },

    /** What was taken in the window of `at` and not used. Returns what is used of the window after this. */
    async giveBack(person: string, { rate, units, at }: RateUnits): Promise<number> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(person, rate, at),
        UpdateExpression: 'ADD #rate :units',
        ExpressionAttributeNames: { '#rate': rate },
        ExpressionAttributeValues: { ':units': -units },
        ReturnValues: 'UPDATED_NEW',
      });
      const { Attributes } = await client.send(update);
      return usedSchema.parse(Attributes)[rate];
    },

    /** Consistent. `now`: own clock, ms. */
    async read(person: string, now: number): Promise<UsedRates> {
      const readOne = async (rate: RateName) => {
        const Key = keyOf(person, rate, now);
        const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
        return usedSchema.parse(Item ?? {})[rate];
      };
      const [writes, previewMs] = await Promise.all([readOne('writes'), readOne('previewMs')]);
      return { writes, previewMs };
    },
  };
}

export type RateTable = ReturnType<typeof createRateTable>;
