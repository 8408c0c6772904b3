import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TransactItem } from './write-transaction.ts';

/** An idempotency key is remembered this long. */
export const REQUEST_LIFETIME_S = 24 * 60 * 60;

const PROFILE = 'profile';
const profileSchema = z.object({ email: z.string(), updatedAt: z.number().int() });
const requestSchema = z.object({ bodyHash: z.string(), alertId: z.string(), expireAt: z.number().int() });

/** What an idempotency key stands for: the body it came with (a hash) and the alert it made. */
export interface RememberedRequest {
  readonly bodyHash: string;
  readonly alertId: string;
}

export interface RequestToRemember extends RememberedRequest {
  readonly person: string;
  readonly key: string;
}

/** Table `people`: what must be known of a person when no token is at hand. `person` is `issuer#subject`. */
export function createPersonTable(client: DynamoDBDocumentClient, tableName: string) {
  async function read(person: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { person, item }, ConsistentRead: true }),
    );
    return Item;
  }

  return {
    /** Sets the verified e-mail and leaves other settings alone. `now` in ms. */
    async saveProfile(person: string, email: string, now: number): Promise<void> {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { person, item: PROFILE },
          UpdateExpression: 'SET email = :email, updatedAt = :now',
          ExpressionAttributeValues: { ':email': email, ':now': now },
        }),
      );
    },

    /** The verified e-mail; null when the person has never written anything. @throws ZodError when the item is none */
    async readEmail(person: string): Promise<string | null> {
      const item = await read(person, PROFILE);
      return item ? profileSchema.parse(item).email : null;
    },

    /** Null when the key was not used, or so long ago that it is free again. `now` in ms. */
    async readRequest(person: string, key: string, now: number): Promise<RememberedRequest | null> {
      const item = await read(person, requestItem(key));
      if (!item) return null;
      const { bodyHash, alertId, expireAt } = requestSchema.parse(item);
      return expireAt * 1000 > now ? { bodyHash, alertId } : null; // TTL deletes days late
    },

    /** The part of a transaction that fails when the key is taken. `now` in ms. */
    rememberRequest({ person, key, bodyHash, alertId }: RequestToRemember, now: number): TransactItem {
      const nowS = Math.floor(now / 1000);
      return {
        Put: {
          TableName: tableName,
          Item: { person, item: requestItem(key), bodyHash, alertId, expireAt: nowS + REQUEST_LIFETIME_S },
          ConditionExpression: 'attribute_not_exists(person) OR expireAt <= :nowS',
          ExpressionAttributeValues: { ':nowS': nowS },
        },
      };
    },
  };
}

export type PersonTable = ReturnType<typeof createPersonTable>;

function requestItem(key: string): string {
  return `request#${key}`;
}
