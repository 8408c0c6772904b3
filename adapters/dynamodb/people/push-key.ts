import { generateKeyPairSync } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { PUSH_PERSON } from '../../../domain/people/service-person.ts';
import { conditionHeld } from '../conditional-write.ts';

const KEY = { person: PUSH_PERSON, item: 'push-key' };

/** On P-256, in base64url: the point, uncompressed, and the private number. */
const pairSchema = z.object({ publicKey: z.base64url().length(87), privateKey: z.base64url().length(43) });
export type PushKeyPair = z.infer<typeof pairSchema>;

const jwkSchema = z.object({ x: z.base64url(), y: z.base64url(), d: z.base64url() });

/**
 * The key that signs what is sent to push services (VAPID), in table `people`. Browsers bind their subscription to its public half: with
 * another key each device must be registered again.
 */
export function createPushKey(client: DynamoDBDocumentClient, tableName: string) {
  /** Consistent; null while none was made. @throws ZodError when the item can't be read */
  async function read(): Promise<PushKeyPair | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    return Item ? pairSchema.parse(Item) : null;
  }

  return {
    read,

    /** Made at first use. Of several environments that call this at once one makes it; the others return the same. */
    async make(): Promise<PushKeyPair> {
      const present = await read();
      if (present) return present;
      const pair = newPair();
      const Item = { ...KEY, ...pair };
      const ConditionExpression = 'attribute_not_exists(person)';
      const put = new PutCommand({ TableName: tableName, Item, ConditionExpression });
      if (await conditionHeld(client.send(put))) return pair;
      const made = await read();
      if (!made) throw new Error('the key of pushes was made and is not there');
      return made;
    },
  };
}

export type PushKey = ReturnType<typeof createPushKey>;

export function newPair(): PushKeyPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y, d } = jwkSchema.parse(privateKey.export({ format: 'jwk' }));
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}
