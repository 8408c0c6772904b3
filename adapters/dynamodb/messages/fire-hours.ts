import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type CountStarts, withFire, withResume } from '../../../domain/messages/fire-hour.ts';
import { conditionHeld } from '../conditional-write.ts';
import { queryAll } from '../query-all.ts';

/** A stream keeps a fire for a day: until then it may be dispatched again. */
const LIFETIME_MS = 2 * 24 * 60 * 60_000;
/** Attempts to write an item that others are writing at the same moment. */
const MAX_ATTEMPTS = 8;

/** An item that can't be read mutes nothing: it must neither stop the stream nor keep a person from their alerts. */
const startsSchema = z.array(z.number().int().positive()).catch([]);
const itemSchema = z.object({ item: z.string(), starts: startsSchema });

/** An hour of one alert. */
export interface AlertHour {
  /** the alert's owner */
  readonly person: string;
  readonly alertId: string;
  /** beginning of the hour, ms */
  readonly hour: number;
}

/** In table `people`: from where the fires of an alert are counted in an hour (domain/messages/fire-hour.ts). */
export function createFireHours(client: DynamoDBDocumentClient, tableName: string) {
  async function read(alertHour: AlertHour): Promise<CountStarts> {
    const Key = keyOf(alertHour);
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return startsSchema.parse(Item?.starts);
  }

  /** Null when it was written; otherwise what is there already. */
  async function begin(alertHour: AlertHour, starts: CountStarts, now: number): Promise<CountStarts | null> {
    const put = new PutCommand({
      TableName: tableName,
      Item: { ...keyOf(alertHour), starts, expireAt: Math.ceil((now + LIFETIME_MS) / 1_000) },
      ConditionExpression: 'attribute_not_exists(person)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await client.send(put);
      return null;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return startsSchema.parse(error.Item && unmarshall(error.Item).starts);
    }
  }

  /** False when another writer has changed the item since `before` was read. */
  function replace(alertHour: AlertHour, before: CountStarts, after: CountStarts): Promise<boolean> {
    const update = new UpdateCommand({
      TableName: tableName,
      Key: keyOf(alertHour),
      ConditionExpression: 'starts = :before',
      UpdateExpression: 'SET starts = :after',
      ExpressionAttributeValues: { ':before': before, ':after': after },
    });
    return conditionHeld(client.send(update));
  }

  return {
    /** Consistent; empty when the alert has not fired in the hour. */
    read,

    /** All alerts of the person that have fired in the hour, by id. Eventually consistent. */
    async list({ person, hour }: Omit<AlertHour, 'alertId'>): Promise<ReadonlyMap<string, CountStarts>> {
      const prefix = prefixOf(hour);
      const items = await queryAll(client, {
        TableName: tableName,
        KeyConditionExpression: 'person = :person AND begins_with(#item, :hour)',
        ExpressionAttributeNames: { '#item': 'item' },
        ExpressionAttributeValues: { ':person': person, ':hour': prefix },
      });
      const found = items.map((item) => itemSchema.parse(item));
      return new Map(found.map(({ item, starts }) => [item.slice(prefix.length), starts]));
    },

    /**
     * Notes that the fire with this sequence is in the hour, and returns from where the hour's fires are counted. One write for the
     * first that is noted, and one that changes nothing for the others, also for one that is noted again. `now` in ms.
     */
    async count(alertHour: AlertHour, sequence: number, now: number): Promise<CountStarts> {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const counted = withFire([], sequence);
        const before = await begin(alertHour, counted, now);
        if (before === null) return counted;
        const after = withFire(before, sequence);
        if (after === before || before.length === 0 || (await replace(alertHour, before, after))) return after;
      }
      throw tooManyWriters(alertHour);
    },

    /** Ends the mute of an alert that has fired `fires` times so far; changes nothing when it is not muted. */
    async resume(alertHour: AlertHour, { fires, limit }: { fires: number; limit: number }): Promise<void> {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const before = await read(alertHour);
        const after = withResume(before, fires, limit);
        if (after === before || (await replace(alertHour, before, after))) return;
      }
      throw tooManyWriters(alertHour);
    },
  };
}

export type FireHours = ReturnType<typeof createFireHours>;

/** `fires#2026-11-28T22#` */
function prefixOf(hour: number): string {
  return `fires#${new Date(hour).toISOString().slice(0, 13)}#`;
}

function keyOf({ person, alertId, hour }: AlertHour) {
  return { person, item: `${prefixOf(hour)}${alertId}` };
}

function tooManyWriters({ alertId }: AlertHour): Error {
  return new Error(`${alertId}: its fires of the hour were written by others ${MAX_ATTEMPTS} times`);
}
