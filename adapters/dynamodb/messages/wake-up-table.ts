import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { WakeUpTarget } from '../../../domain/messages/delivery-job.ts';
import { ignoreFailedCondition } from '../conditional-write.ts';

/** A person's mail throttle and wake-up. */
export const THROTTLE_ITEM = 'lane';

/** Own clock, ms. */
const wakeUpSchema = z.object({
  /** the instant of the wake-up that was sent last */
  notedAt: z.int().default(0),
  /** of a later one that was under way when it was sent */
  laterAt: z.int().default(0),
  /** of the latest one that has come */
  takenAt: z.int().default(0),
});

/** When the next wake-up that is under way comes, own clock, ms; 0 when none is. `item`: as stored. */
export function wakeUpAtOf(item: unknown): number {
  const { notedAt, laterAt, takenAt } = wakeUpSchema.parse(item ?? {});
  return [notedAt, laterAt].find((at) => at > takenAt) ?? 0;
}

/** In table `people`: which wake-ups were sent and which have come, for a person's mails and for each of their webhooks. */
export function createWakeUpTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** As `wakeUpAtOf`; consistent. */
    async read(target: WakeUpTarget): Promise<number> {
      const get = new GetCommand({ TableName: tableName, Key: keyOf(target), ConsistentRead: true });
      return wakeUpAtOf((await client.send(get)).Item);
    },

    /**
     * A wake-up for the instant `at` was sent. When this is recorded after the wake-up has come, none counts as under way.
     * `laterAt`: of one that is under way and comes after it; 0 when none does.
     */
    async recordSent(target: WakeUpTarget, { at, laterAt }: { at: number; laterAt: number }): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(target),
        UpdateExpression: 'SET notedAt = :at, laterAt = :later',
        ExpressionAttributeValues: { ':at': at, ':later': laterAt },
      });
      await client.send(update);
    },

    /** The wake-up for the instant `at` has come. Whoever stores a message from now on sends another one. */
    async recordArrived(target: WakeUpTarget, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(target),
        ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt < :at',
        UpdateExpression: 'SET takenAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
      await ignoreFailedCondition(client.send(update));
    },
  };
}

export type WakeUpTable = ReturnType<typeof createWakeUpTable>;

function keyOf(target: WakeUpTarget): { person: string; item: string } {
  const item = 'webhookId' in target ? `wake-up#${target.webhookId}` : THROTTLE_ITEM;
  return { person: target.person, item };
}
