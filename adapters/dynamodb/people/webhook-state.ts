import * as z from 'zod';
import type { Webhook, WebhookResult } from '../../../domain/channels/webhook.ts';
import type { SlowCalls } from '../../../domain/channels/webhook-speed.ts';
import type { TransactItem } from '../write-transaction.ts';
import { changeWebhook, itemKey, type PeopleTable } from './webhook-item.ts';

/** No call was slow since the last prompt one, so it does not rest either. */
const NO_SLOW_CALLS = 'slowCalls = :none, slowAnswers = :none, restsUntil = :none';

const countSchema = z.object({ failures: z.number().int() });

/** How a call changes the refusals in a row: none any more, one more, or as many as before. */
const COUNTING = {
  reset: { set: ', failures = :none, workedAt = :at', add: '' },
  add: { set: '', add: ' ADD failures :one' },
  keep: { set: '', add: '' },
} as const;

/** What becomes of a webhook by its owner and by its calls. Times on our own clock, ms. */
export function createWebhookState(table: PeopleTable) {
  return {
    /** The part of a transaction that enables or disables it, and resets what is counted of its failures; it fails when there is none. */
    stateChange(
      person: string,
      id: string,
      { state, at, detail }: Pick<Webhook, 'state' | 'at' | 'detail'>,
    ): TransactItem {
      return {
        Update: {
          TableName: table.tableName,
          Key: itemKey({ person, id }),
          UpdateExpression: `SET #state = :state, #at = :at, detail = :detail, failures = :none, ${NO_SLOW_CALLS}`,
          ConditionExpression: 'attribute_exists(person)',
          ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
          ExpressionAttributeValues: { ':state': state, ':at': at, ':detail': detail, ':none': 0 },
        },
      };
    },

    /** Disables it as it was read. One that was enabled or disabled since then stays as it is. */
    async disable(person: string, read: Pick<Webhook, 'id' | 'at'>, { at, detail }: Pick<Webhook, 'at' | 'detail'>) {
      const changed = await changeWebhook(
        table,
        { person, id: read.id },
        {
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
        },
      );
      return changed !== null;
    },

    /** Returns how many deliveries in a row it has refused by now; 0 also when it was removed. */
    async recordResult(person: string, id: string, lastResult: WebhookResult, count: keyof typeof COUNTING) {
      const { set, add } = COUNTING[count];
      const found = await changeWebhook(
        table,
        { person, id },
        {
          UpdateExpression: `SET lastResult = :result${set}${add}`,
          ConditionExpression: 'attribute_exists(person)',
          ExpressionAttributeValues: {
            ':result': lastResult,
            ...(count === 'reset' && { ':none': 0, ':at': lastResult.at }),
            ...(count === 'add' && { ':one': 1 }),
          },
          ReturnValues: 'ALL_NEW',
        },
      );
      return found ? countSchema.parse(found).failures : 0;
    },

    /**
     * One more slow call, and the rest after it. False when another was counted since the webhook was read: calls at the same time count once, as they say
     * the same of their receiver.
     */
    async countSlowCall(
      person: string,
      read: Pick<Webhook, 'id' | 'slowCalls'>,
      { slowCalls, slowSince, slowAnswers, restsUntil }: SlowCalls,
    ): Promise<boolean> {
      const isAsRead =
        read.slowCalls === 0 ? '(attribute_not_exists(slowCalls) OR slowCalls = :read)' : 'slowCalls = :read';
      const changed = await changeWebhook(
        table,
        { person, id: read.id },
        {
          UpdateExpression: 'SET slowCalls = :calls, slowSince = :since, slowAnswers = :answers, restsUntil = :until',
          ConditionExpression: `attribute_exists(person) AND ${isAsRead}`,
          ExpressionAttributeValues: {
            ':read': read.slowCalls,
            ':calls': slowCalls,
            ':since': slowSince,
            ':answers': slowAnswers,
            ':until': restsUntil,
          },
        },
      );
      return changed !== null;
    },

    /** It answers promptly again: its slow calls are forgotten, and its rest ends. A pause that it has asked for does not. */
    async endSlowCalls(person: string, id: string): Promise<void> {
      await changeWebhook(
        table,
        { person, id },
        {
          UpdateExpression: `SET ${NO_SLOW_CALLS}`,
          ConditionExpression: 'slowCalls > :none',
          ExpressionAttributeValues: { ':none': 0 },
        },
      );
    },

    /** Its chat has another id. The webhook keeps its own, which alerts name. */
    async moveChat(person: string, { id, chatId }: Pick<Webhook, 'id' | 'chatId'>, newChatId: string): Promise<void> {
      await changeWebhook(
        table,
        { person, id },
        {
          UpdateExpression: 'SET chatId = :new',
          ConditionExpression: 'chatId = :old',
          ExpressionAttributeValues: { ':new': newChatId, ':old': chatId },
        },
      );
    },
  };
}
