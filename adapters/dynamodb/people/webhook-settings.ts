import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import type { TransactItem } from '../write-transaction.ts';
import { itemKey, type PeopleTable } from './webhook-item.ts';

export type WebhookSettings = Pick<AddressWebhook, 'url' | 'chatId' | 'label' | 'options' | 'template'>;

/** What the owner of a webhook sets of it. */
export function createWebhookSettings({ tableName: TableName }: PeopleTable) {
  return {
    /**
     * The part of a transaction that stores them, and its state if that changes; it fails when another change of them came first. What
     * calls write stays.
     */
    settingsChange(person: string, before: AddressWebhook, after: AddressWebhook): TransactItem {
      const { url, chatId, label, options, template, version } = after;
      const { state, at, detail, failures, slowCalls, slowAnswers, restsUntil } = after;
      const changes: Readonly<Record<string, unknown>> = {
        ...{ url, chatId, label, options, template, version },
        ...(state !== before.state && { state, at, detail, failures, slowCalls, slowAnswers, restsUntil }),
      };
      // a row of an earlier version has no version: it was never changed
      const isAsRead =
        before.version === 1 ? '(attribute_not_exists(#version) OR #version = :read)' : '#version = :read';
      return {
        Update: {
          TableName,
          Key: itemKey({ person, id: before.id }),
          UpdateExpression: `SET ${Object.keys(changes)
            .map((name) => `#${name} = :${name}`)
            .join(', ')}`,
          ConditionExpression: `attribute_exists(person) AND ${isAsRead}`,
          ExpressionAttributeNames: Object.fromEntries(Object.keys(changes).map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [`:${name}`, value])),
            ':read': before.version,
          },
        },
      };
    },
  };
}
