import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import type { Delivery } from '../../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../../domain/messages/delivery-job.ts';
import { isNotice, type Message, messageKey } from '../../../domain/messages/message.ts';
import { type DeliveryDecision, type DeliveryEvent, nextDelivery } from '../../../domain/messages/next-delivery.ts';
import { isNoticeId, noticeSchema } from '../../../domain/messages/notice.ts';
import { triggerSchema } from '../../../domain/messages/trigger.ts';

/** Others who write the same delivery at the same moment are waited out so often. */
const MAX_ROUNDS = 8;

/** What an event did to a delivery: the message with it, and why. `delivery` as it is afterwards. */
export interface DeliveryChange {
  readonly message: Message;
  readonly delivery: Delivery;
  readonly reason: DeliveryDecision['reason'];
}

/** The order names what the delivery log does not hold. Rows come before orders, so this is a fault of the order. */
export class NoSuchDeliveryError extends Error {
  override readonly name = 'NoSuchDelivery';
}

/** Table `triggers`: the log of triggers and notices, each with its deliveries: the delivery log. */
export function createDeliveryLog(client: DynamoDBDocumentClient, tableName: string) {
  /** Consistent; null when there is no such message. @throws ZodError when it can't be read */
  async function read(messageId: string): Promise<Message | null> {
    const Key = keyOf(messageId);
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return Item ? schemaOf(messageId).parse(Item) : null;
  }

  /** False when somebody else has written the delivery since `before` was read. */
  async function replace(messageId: string, before: Delivery, after: Delivery): Promise<boolean> {
    const it = '#deliveries.#channel';
    const update = new UpdateCommand({
      TableName: tableName,
      Key: keyOf(messageId),
      ConditionExpression: `${it}.#state = :state AND ${it}.#at = :at AND ${it}.attempts = :attempts`,
      UpdateExpression: `SET ${it} = :after`,
      ExpressionAttributeNames: {
        '#deliveries': 'deliveries',
        '#channel': before.channel,
        '#state': 'state',
        '#at': 'at',
      },
      ExpressionAttributeValues: {
        ':state': before.state,
        ':at': before.at,
        ':attempts': before.attempts,
        ':after': after,
      },
    });
    try {
      await client.send(update);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    read,

    /** Adds the message; one that is there already stays as it is, with what became of its deliveries. What is there now. */
    async add(message: Message): Promise<Message> {
      // `firedAt` puts a trigger into its owner's list; a notice stays out of it
      const listed = isNotice(message) ? {} : { firedAt: message.hops.evaluatedAt };
      const Item = { ...message, ...keyOf(message.id), ...listed };
      const ConditionExpression = 'attribute_not_exists(alertId)';
      try {
        const ReturnValuesOnConditionCheckFailure = 'ALL_OLD' as const;
        await client.send(
          new PutCommand({ TableName: tableName, Item, ConditionExpression, ReturnValuesOnConditionCheckFailure }),
        );
        return message;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // one that can't be read must not stop the stream that brings it: its orders say so, each alone
        return (error.Item && schemaOf(message.id).safeParse(unmarshall(error.Item)).data) ?? message;
      }
    },

    /**
     * Lets the event happen to the delivery, as `nextDelivery` says, whoever else is writing.
     * @throws NoSuchDeliveryError
     */
    async change({ messageId, channel }: DeliveryJob, event: DeliveryEvent): Promise<DeliveryChange> {
      let tried: DeliveryChange | null = null;
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const message = await read(messageId);
        const before = message?.deliveries[channel];
        if (!message || !before)
          throw new NoSuchDeliveryError(`${messageId}: no delivery by ${channel} in the delivery log`);
        if (tried && isOwnClaim(before, tried.delivery)) return tried;
        const { next, reason } = nextDelivery(before, event);
        if (!next) return { message, delivery: before, reason };
        tried = { message, delivery: next, reason };
        if (await replace(messageId, before, next)) return tried;
      }
      throw new Error(`${messageId}: its delivery by ${channel} was written by others ${MAX_ROUNDS} times`);
    },
  };
}

export type DeliveryLog = ReturnType<typeof createDeliveryLog>;

function schemaOf(messageId: string): z.ZodType<Message> {
  return isNoticeId(messageId) ? noticeSchema : triggerSchema;
}

/** The write was made, its answer was lost, and the SDK's second attempt was refused by the first: the claim is ours. */
function isOwnClaim(found: Delivery, tried: Delivery): boolean {
  return tried.mailId !== null && tried.state === 'sending' && isDeepStrictEqual(found, tried);
}

function keyOf(messageId: string): { alertId: string; position: string } {
  const key = messageKey(messageId);
  if (!key) throw new NoSuchDeliveryError(`not the id of a message: ${JSON.stringify(messageId)}`);
  return key;
}
