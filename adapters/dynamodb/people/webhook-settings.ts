import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import type { TransactItem } from '../write-transaction.ts';
import { itemKey, type PeopleTable } from './webhook-item.ts';

export type WebhookSettings = Pick<AddressWebhook, 'url' | 'chatId' | 'label' | 'options' | 'template'>;

/** What the owner of a webhook sets of it. */
export function createWebhookSettings({ tableName: TableName }: PeopleTable) {
  return {
    /**
     * The part of a transaction that stores what differs, its new `version` at least; it fails when another change of them came first.
     * What calls write meanwhile stays, such as the id of a chat that has moved.
     */
    settingsChange(person: string, before: AddressWebhook, after: AddressWebhook): TransactItem {
      const changes = Object.entries(after).filter(([name, value]) => value !== Reflect.get(before, name));
      // a row of an earlier version has no version: it was never changed
      const isAsRead =
        before.version === 1 ? '(attribute_not_exists(#version) OR #version = :read)' : '#version = :read';
      return {
        Update: {
          TableName,
          Key: itemKey({ person, id: before.id }),
          UpdateExpression: `SET ${changes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression: `attribute_exists(person) AND ${isAsRead}`,
          ExpressionAttributeNames: Object.fromEntries(changes.map(([name]) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(changes.map(([name, value]) => [`:${name}`, value])),
            ':read': before.version,
          },
        },
      };
    },
  };
}
