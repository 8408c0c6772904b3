import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type MailDelay, type MailThrottle, OPEN_THROTTLE } from '../../../domain/messages/mail-schedule.ts';
import { conditionHeld } from '../conditional-write.ts';
import { THROTTLE_ITEM, wakeUpAtOf } from './wake-up-table.ts';

const throttleSchema = z.object({
  openAt: z.number().int().default(OPEN_THROTTLE.openAt),
  gapMs: z.number().int().nonnegative().default(OPEN_THROTTLE.gapMs),
  refusals: z.number().int().nonnegative().default(OPEN_THROTTLE.refusals),
  delay: z.object({ since: z.number().int(), detail: z.string() }).nullable().default(OPEN_THROTTLE.delay),
});

/** `wakeUpAt` (own clock, ms): when the wake-up that is under way comes; 0 when none is. */
export type StoredThrottle = MailThrottle & { readonly wakeUpAt: number };

/** In table `people`: when a person's next mail may leave. */
export function createMailThrottleTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Consistent. @throws ZodError when it can't be read */
    async read(person: string): Promise<StoredThrottle> {
      const Key = { person, item: THROTTLE_ITEM };
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return { ...throttleSchema.parse(Item ?? {}), wakeUpAt: wakeUpAtOf(Item) };
    },

    /** Null when mails leave. Eventually consistent: it is only shown. @throws ZodError when it can't be read */
    async readDelay(person: string): Promise<MailDelay | null> {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { person, item: THROTTLE_ITEM } }),
      );
      return throttleSchema.parse(Item ?? {}).delay;
    },

    /** False when another sender has changed the throttle since `before` was read. */
    replace(person: string, before: MailThrottle, after: MailThrottle): Promise<boolean> {
      const { openAt, gapMs, refusals, delay } = after;
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: THROTTLE_ITEM },
        ConditionExpression: before.openAt === 0 ? 'attribute_not_exists(openAt)' : 'openAt = :before',
        UpdateExpression: 'SET openAt = :openAt, gapMs = :gapMs, refusals = :refusals, delay = :delay',
        ExpressionAttributeValues: {
          ':openAt': openAt,
          ':gapMs': gapMs,
          ':refusals': refusals,
          ':delay': delay,
          ...(before.openAt !== 0 && { ':before': before.openAt }),
        },
      });
      return conditionHeld(client.send(update));
    },
  };
}

export type MailThrottleTable = ReturnType<typeof createMailThrottleTable>;
