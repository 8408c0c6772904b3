import { randomBytes } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TransactItem } from '../write-transaction.ts';
import { getItem, type PeopleTable } from './webhook-item.ts';

const SECRET_ITEM = 'webhook-secret';
/** Standard Webhooks: 24 to 64 bytes */
const SECRET_BYTES = 32;

const secretSchema = z.object({ secret: z.string().startsWith('whsec_') });

/** The secret that signs all of a person's webhooks. */
export function createWebhookSecret(table: PeopleTable) {
  async function readSecret(person: string): Promise<string | null> {
    const item = await getItem(table, { person, item: SECRET_ITEM });
    return item ? secretSchema.parse(item).secret : null;
  }

  const make = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const key = (person: string) => ({ person, item: SECRET_ITEM });

  return {
    /** Null before the first webhook. */
    readSecret,

    /** Made at first use. When two callers make it at once, both get the one that is kept. */
    async secretOf(person: string): Promise<string> {
      const present = await readSecret(person);
      if (present !== null) return present;
      const update = new UpdateCommand({
        TableName: table.tableName,
        Key: key(person),
        UpdateExpression: 'SET #secret = if_not_exists(#secret, :secret)',
        ExpressionAttributeNames: { '#secret': 'secret' },
        ExpressionAttributeValues: { ':secret': make() },
        ReturnValues: 'ALL_NEW',
      });
      return secretSchema.parse((await table.client.send(update)).Attributes).secret;
    },

    /** The part of a transaction that makes a new secret. `first`: it fails when there is one already. */
    newSecret(person: string, { first }: { readonly first: boolean }): TransactItem {
      return {
        Put: {
          TableName: table.tableName,
          Item: { ...key(person), secret: make() },
          ...(first && { ConditionExpression: 'attribute_not_exists(person)' }),
        },
      };
    },
  };
}
