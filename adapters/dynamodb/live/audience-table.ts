import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ignoreFailedCondition } from '../conditional-write.ts';

/** Whoever listens pings more often than this, and `push-prices` extends the lease while it finds somebody. */
export const LEASE_MS = 300_000;
/** So the item is written at most once a minute, however many connect. */
export const EXTENDED_BELOW_MS = 240_000;
/** After the last connection has ended. Somebody who connects at that moment is found meanwhile, and the lease extended again. */
export const LEASE_AFTER_LAST_MS = 10_000;

const AUDIENCE = { kind: 'audience', name: 'all' };
const audienceSchema = z.object({ listenedUntil: z.number() });

/**
 * In table `market`, where the ingest task reads it: until when somebody may be listening to live prices. A lease, so that a connection whose
 * end nobody reports costs some minutes, and no count can drift.
 */
export function createAudienceTable(client: DynamoDBDocumentClient, tableName: string) {
  async function readListenedUntil(): Promise<number | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: AUDIENCE }));
    return Item ? audienceSchema.parse(Item).listenedUntil : null;
  }
  async function setUnless(listenedUntil: number, condition: string): Promise<void> {
    const update = new UpdateCommand({
      TableName: tableName,
      Key: AUDIENCE,
      UpdateExpression: 'SET listenedUntil = :until',
      ConditionExpression: condition,
      ExpressionAttributeValues: { ':until': listenedUntil },
    });
    await ignoreFailedCondition(client.send(update));
  }

  return {
    /** Own clock, ms; null before anybody ever listened. It may be a second old. */
    readListenedUntil,

    /** Somebody listens. Writes nothing while most of the lease is left. `now`: own clock, ms */
    async extend(now: number): Promise<void> {
      const until = await readListenedUntil();
      if (until !== null && until - now >= EXTENDED_BELOW_MS) return;
      await setUnless(now + LEASE_MS, 'attribute_not_exists(listenedUntil) OR listenedUntil < :until');
    },

    /** Nobody seems to listen any more. `now`: own clock, ms */
    cut: (now: number): Promise<void> => setUnless(now + LEASE_AFTER_LAST_MS, 'listenedUntil > :until'),
  };
}

export type AudienceTable = ReturnType<typeof createAudienceTable>;

/** Whether somebody may be listening at `now`, own clock, ms. */
export function isListened(listenedUntil: number | null, now: number): boolean {
  return listenedUntil !== null && now < listenedUntil;
}
