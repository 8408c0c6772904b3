import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { SERVICE_PERSON } from '../../../domain/people/service-person.ts';
import { conditionHeld } from '../conditional-write.ts';

/** An item of table `people`. */
const KEY = { person: SERVICE_PERSON, item: 'link-key' };
/** As long as the hash of HS256. */
const SECRET_BYTES = 32;

const keySchema = z.object({ secret: z.base64url().min(1) });

/** The key that the links in mails are signed with, kept in table `people`. */
export function createLinkKey(client: DynamoDBDocumentClient, tableName: string) {
  /** Consistent; null while no key was made. @throws ZodError when the item can't be read */
  async function read(): Promise<Uint8Array | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    return Item ? Buffer.from(keySchema.parse(Item).secret, 'base64url') : null;
  }

  return {
    read,

    /** Of several environments that call this at once one makes the key; the others return the same. */
    async make(): Promise<Uint8Array> {
      const secret = randomBytes(SECRET_BYTES);
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...KEY, secret: secret.toString('base64url') },
        ConditionExpression: 'attribute_not_exists(person)',
      });
      if (await conditionHeld(client.send(put))) return secret;
      const made = await read();
      if (!made) throw new Error('the key of the links was made and is not there');
      return made;
    },
  };
}

export type LinkKey = ReturnType<typeof createLinkKey>;
