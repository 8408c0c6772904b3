import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  type AddressWebhook,
  type Device,
  isAddressWebhook,
  isDevice,
  type Webhook,
  webhookSchema,
} from '../../../domain/channels/webhook.ts';
import type { TransactItem } from '../write-transaction.ts';
import { createWebhookDevices, listAll } from './webhook-devices.ts';
import { getItem, itemKey, type PeopleTable } from './webhook-item.ts';
import { createWebhookPace } from './webhook-pace.ts';
import { createWebhookSecret } from './webhook-secret.ts';
import { createWebhookSettings } from './webhook-settings.ts';
import { createWebhookState } from './webhook-state.ts';

const ID_CHARACTERS = 16;

/** The same target has the same id, so that it is stored once however many alerts name it. */
export function webhookId({ url, preset, chatId }: Pick<Webhook, 'url' | 'preset' | 'chatId'>): string {
  return idOf(JSON.stringify([url, preset, chatId]));
}

/** A browser has one endpoint for the page: the same device has the same id, however often it is registered. */
export function deviceId(endpoint: string): string {
  return idOf(endpoint);
}

function idOf(target: string): string {
  return createHash('sha256').update(target).digest('hex').slice(0, ID_CHARACTERS);
}

/** The webhooks in table `people`, and the secret that signs a person's webhooks. What its owner changes is part of a transaction. */
export function createWebhookTable(client: DynamoDBDocumentClient, tableName: string) {
  const table: PeopleTable = { client, tableName };

  return {
    ...createWebhookState(table),
    ...createWebhookSettings(table),
    ...createWebhookPace(table),
    ...createWebhookSecret(table),
    ...createWebhookDevices(table),

    /** All of a person's that have an address, consistently. */
    list: async (person: string): Promise<AddressWebhook[]> => (await listAll(table, person)).filter(isAddressWebhook),

    /** All of a person's that are browsers, consistently. */
    listDevices: async (person: string): Promise<Device[]> => (await listAll(table, person)).filter(isDevice),

    /** Null when there is none, as for a text too long to be a key. @throws ZodError when the item can't be read */
    async read(person: string, id: string): Promise<Webhook | null> {
      if (id.length > ID_CHARACTERS) return null;
      const item = await getItem(table, itemKey({ person, id }));
      return item ? webhookSchema.parse(item) : null;
    },

    /** Fails when it is there already. */
    addition(person: string, webhook: Webhook): TransactItem {
      const Item = { ...webhook, ...itemKey({ person, id: webhook.id }) };
      return { Put: { TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(person)' } };
    },

    /** Fails when it is not there. */
    removal(person: string, id: string): TransactItem {
      const Key = itemKey({ person, id });
      return { Delete: { TableName: tableName, Key, ConditionExpression: 'attribute_exists(person)' } };
    },
  };
}

export type WebhookTable = ReturnType<typeof createWebhookTable>;
