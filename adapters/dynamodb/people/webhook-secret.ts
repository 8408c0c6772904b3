import { randomBytes } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
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

  async function writeSecret(person: string, expression: string): Promise<string> {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.tableName,
        Key: { person, item: SECRET_ITEM },
        UpdateExpression: expression,
        ExpressionAttributeNames: { '#secret': 'secret' },
        ExpressionAttributeValues: { ':secret': `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return secretSchema.parse(Attributes).secret;
  }

  return {
    /** Null before the first webhook. */
    readSecret,

    /** Made at first use. When two callers make it at once, both get the one that is kept. */
    async secretOf(person: string): Promise<string> {
      return (await readSecret(person)) ?? writeSecret(person, 'SET #secret = if_not_exists(#secret, :secret)');
    },

    /** Replaces it. */
    async renewSecret(person: string): Promise<void> {
      await writeSecret(person, 'SET #secret = :secret');
    },
  };
}
