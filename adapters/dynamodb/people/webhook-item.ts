import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { retryOnConflict } from '../retry-on-conflict.ts';

/** Sort keys of a person's webhooks begin so. */
export const WEBHOOK_PREFIX = 'webhook#';

/** Table `people`. */
export interface PeopleTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

export interface WebhookKey {
  readonly person: string;
  readonly id: string;
}

type Attributes = Record<string, unknown>;

export function itemKey({ person, id }: WebhookKey) {
  return { person, item: `${WEBHOOK_PREFIX}${id}` };
}

/** Consistent; undefined when the item is not there. */
export async function getItem(
  { client, tableName }: PeopleTable,
  key: { readonly person: string; readonly item: string },
): Promise<Attributes | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
  return Item;
}

type Change = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The attributes that the update asks for; null when its condition was not met. */
export function changeWebhook(table: PeopleTable, key: WebhookKey, change: Change): Promise<Attributes | null> {
  return changeItem(table, itemKey(key), change);
}

/** As `changeWebhook`, of any item. */
export async function changeItem(
  { client, tableName }: PeopleTable,
  key: { readonly person: string; readonly item: string },
  change: Change,
): Promise<Attributes | null> {
  try {
    const command = new UpdateCommand({ TableName: tableName, Key: key, ...change });
    return (await retryOnConflict(() => client.send(command))).Attributes ?? {};
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
