import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type MailThrottle, OPEN_THROTTLE } from '../../../domain/messages/mail-schedule.ts';
import { conditionHeld, ignoreFailedCondition } from '../conditional-write.ts';

const THROTTLE_ITEM = 'lane';

const throttleSchema = z.object({
  openAt: z.number().int().default(OPEN_THROTTLE.openAt),
  gapMs: z.number().int().nonnegative().default(OPEN_THROTTLE.gapMs),
  refusals: z.number().int().nonnegative().default(OPEN_THROTTLE.refusals),
  /** the instants of the wake-up that was sent last, and of the latest one that has come; own clock, ms */
  notedAt: z.number().int().default(0),
  takenAt: z.number().int().default(0),
});

/** `wakeUpAt` (own clock, ms): when the wake-up that is under way comes; 0 when none is. */
export type StoredThrottle = MailThrottle & { readonly wakeUpAt: number };

/** In table `people`: when a person's next mail may leave. */
export function createMailThrottleTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Consistent. */
    async read(person: string): Promise<StoredThrottle> {
      const Key = { person, item: THROTTLE_ITEM };
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      const { notedAt, takenAt, ...throttle } = throttleSchema.parse(Item ?? {});
      return { ...throttle, wakeUpAt: notedAt > takenAt ? notedAt : 0 };
    },

    /** False when another sender has changed the throttle since `before` was read. */
    replace(person: string, before: MailThrottle, after: MailThrottle): Promise<boolean> {
      const { openAt, gapMs, refusals } = after;
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: THROTTLE_ITEM },
        ConditionExpression: before.openAt === 0 ? 'attribute_not_exists(openAt)' : 'openAt = :before',
        UpdateExpression: 'SET openAt = :openAt, gapMs = :gapMs, refusals = :refusals',
        ExpressionAttributeValues: {
          ':openAt': openAt,
          ':gapMs': gapMs,
          ':refusals': refusals,
          ...(before.openAt !== 0 && { ':before': before.openAt }),
        },
      });
      return conditionHeld(client.send(update));
    },

    /**
     * The wake-up for the instant `at` has come. Call this before reading the waiting messages: a sender that still sees this
     * wake-up under way has then stored its message before that reading.
     */
    async recordArrivedWakeUp(person: string, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: THROTTLE_ITEM },
        ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt < :at',
        UpdateExpression: 'SET takenAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
      await ignoreFailedCondition(client.send(update));
    },

    /** A wake-up for the instant `at` was sent. When this is recorded after the wake-up has come, none counts as under way. */
    async recordSentWakeUp(person: string, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: THROTTLE_ITEM },
        UpdateExpression: 'SET notedAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
      await client.send(update);
    },
  };
}

export type MailThrottleTable = ReturnType<typeof createMailThrottleTable>;
