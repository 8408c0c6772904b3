import { createHash, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Webhook, webhookSchema } from '../../domain/channel.ts';
import { unlessRefused } from './conditional-write.ts';

const PREFIX = 'webhook#';
const SECRET_ITEM = 'webhook-secret';
/** Standard Webhooks: 24 to 64 bytes */
const SECRET_BYTES = 32;
const ID_CHARACTERS = 16;

const secretSchema = z.object({ secret: z.string().startsWith('whsec_') });
const countSchema = z.object({ failures: z.number().int() });

export type WebhookTarget = Pick<Webhook, 'url' | 'preset' | 'chatId'>;

/** The same target has the same id, so that it is kept once however many alerts name it. */
export function webhookId({ url, preset, chatId }: WebhookTarget): string {
  const target = JSON.stringify([url, preset, chatId]);
  return createHash('sha256').update(target).digest('hex').slice(0, ID_CHARACTERS);
}

/** The webhooks in table `people`, and the secret that a person's webhooks are signed with. */
export function createWebhookTable(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (person: string, id: string) => ({ person, item: `${PREFIX}${id}` });

  async function get(person: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { person, item }, ConsistentRead: true }),
    );
    return Item;
  }

  async function readSecret(person: string): Promise<string | null> {
    const item = await get(person, SECRET_ITEM);
    return item ? secretSchema.parse(item).secret : null;
  }

  async function writeSecret(person: string, expression: string): Promise<string> {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: tableName,
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
    readSecret,

    /** All of a person's, consistently. They are few: one page. */
    async list(person: string): Promise<Webhook[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'person = :person AND begins_with(#item, :prefix)',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: { ':person': person, ':prefix': PREFIX },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => webhookSchema.parse(item));
    },

    /** Null when it is not kept. @throws ZodError when what is stored is none */
    async read(person: string, id: string): Promise<Webhook | null> {
      const item = await get(person, `${PREFIX}${id}`);
      return item ? webhookSchema.parse(item) : null;
    },

    /** Adds it; one that is there already stays as it is. */
    async add(person: string, webhook: Webhook): Promise<void> {
      const Item = { ...webhook, ...keyOf(person, webhook.id) };
      const ConditionExpression = 'attribute_not_exists(person)';
      await unlessRefused(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** Switches it on or off, and forgets its failures. False when there is none. `at` in ms. */
    setState(person: string, id: string, { state, at, detail }: Pick<Webhook, 'state' | 'at' | 'detail'>) {
      return unlessRefused(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(person, id),
            UpdateExpression: 'SET #state = :state, #at = :at, detail = :detail, failures = :none',
            ConditionExpression: 'attribute_exists(person)',
            ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
            ExpressionAttributeValues: { ':state': state, ':at': at, ':detail': detail, ':none': 0 },
          }),
        ),
      );
    },

    /** Forgets it. Again is no change. */
    async remove(person: string, id: string): Promise<void> {
      await client.send(new DeleteCommand({ TableName: tableName, Key: keyOf(person, id) }));
    },

    /** Switches it off as it was read; one that was switched on or off since stays as it is. `at` in ms. */
    async disable(person: string, read: Pick<Webhook, 'id' | 'at'>, { at, detail }: Pick<Webhook, 'at' | 'detail'>) {
      return unlessRefused(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(person, read.id),
            UpdateExpression: 'SET #state = :disabled, #at = :at, detail = :detail',
            ConditionExpression: '#state = :active AND #at = :read',
            ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
            ExpressionAttributeValues: {
              ':disabled': 'disabled',
              ':active': 'active',
              ':at': at,
              ':read': read.at,
              ':detail': detail,
            },
          }),
        ),
      );
    },

    /** One more delivery that it refused. How many in a row there are now; 0 when it is not kept any more. */
    async countFailure(person: string, id: string): Promise<number> {
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(person, id),
            UpdateExpression: 'ADD failures :one',
            ConditionExpression: 'attribute_exists(person)',
            ExpressionAttributeValues: { ':one': 1 },
            ReturnValues: 'UPDATED_NEW',
          }),
        );
        return countSchema.parse(Attributes).failures;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 0;
        throw error;
      }
    },

    /** It took a delivery: none in a row any more. */
    async forgetFailures(person: string, id: string): Promise<void> {
      await unlessRefused(
        client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(person, id),
            UpdateExpression: 'SET failures = :none',
            ConditionExpression: 'failures > :none',
            ExpressionAttributeValues: { ':none': 0 },
          }),
        ),
      );
    },

    /** The person's secret, made at first use. Of two that make it at once, one is kept. */
    async secretOf(person: string): Promise<string> {
      return (await readSecret(person)) ?? writeSecret(person, 'SET #secret = if_not_exists(#secret, :secret)');
    },

    /** Another secret from now on. */
    async renewSecret(person: string): Promise<void> {
      await writeSecret(person, 'SET #secret = :secret');
    },
  };
}

export type WebhookTable = ReturnType<typeof createWebhookTable>;
