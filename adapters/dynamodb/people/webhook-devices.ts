import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Device, MAX_DEVICES, type Webhook, webhookSchema } from '../../../domain/channels/webhook.ts';
import { type TransactItem, writeTransaction } from '../write-transaction.ts';
import { itemKey, type PeopleTable, WEBHOOK_PREFIX } from './webhook-item.ts';

/** The ids of a person's devices, so that their limit is a condition of the write that adds one. */
const DEVICES_ITEM = 'devices';

/** All webhooks and devices of a person, consistently. They are few: one page. */
export async function listAll({ client, tableName }: PeopleTable, person: string): Promise<Webhook[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'person = :person AND begins_with(#item, :prefix)',
      ExpressionAttributeNames: { '#item': 'item' },
      ExpressionAttributeValues: { ':person': person, ':prefix': WEBHOOK_PREFIX },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => webhookSchema.parse(item));
}

/** How devices come and go. Each write changes the device and the set of ids together. */
export function createWebhookDevices(table: PeopleTable) {
  const { tableName: TableName, client } = table;
  const ids = (person: string, id: string) => ({
    TableName,
    Key: { person, item: DEVICES_ITEM },
    ExpressionAttributeNames: { '#ids': 'ids' },
    ExpressionAttributeValues: { ':ids': new Set([id]) },
  });
  const withoutId = (person: string, id: string): TransactItem => ({
    Update: { ...ids(person, id), UpdateExpression: 'DELETE #ids :ids' },
  });

  return {
    /** Stores a device in place of what is there of it. The first part fails when it would be one too many. */
    registration(person: string, device: Device): TransactItem[] {
      const added = ids(person, device.id);
      const isRoom = 'attribute_not_exists(#ids) OR size(#ids) < :most OR contains(#ids, :id)';
      const values = { ...added.ExpressionAttributeValues, ':most': MAX_DEVICES, ':id': device.id };
      return [
        {
          Update: {
            ...added,
            UpdateExpression: 'ADD #ids :ids',
            ConditionExpression: isRoom,
            ExpressionAttributeValues: values,
          },
        },
        { Put: { TableName, Item: { ...device, ...itemKey({ person, id: device.id }) } } },
      ];
    },

    /** Fails when it is not there. */
    unregistration(person: string, id: string): TransactItem[] {
      const Key = itemKey({ person, id });
      return [{ Delete: { TableName, Key, ConditionExpression: 'attribute_exists(person)' } }, withoutId(person, id)];
    },

    /** Its subscription is over. A device that was registered again since it was read stays. */
    async forget(person: string, { id, at }: Pick<Device, 'id' | 'at'>): Promise<void> {
      const asRead = {
        TableName,
        Key: itemKey({ person, id }),
        ConditionExpression: '#at = :read',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':read': at },
      };
      await writeTransaction(client, [{ Delete: asRead }, withoutId(person, id)]);
    },
  };
}
