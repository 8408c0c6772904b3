import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import { type Delivery, type DeliveryState, isUnderWay } from '../../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../../domain/messages/delivery-job.ts';
import { isNotice, type Message, messageKey } from '../../../domain/messages/message.ts';
import { type DeliveryDecision, type DeliveryEvent, nextDelivery } from '../../../domain/messages/next-delivery.ts';
import { isNoticeId, noticeSchema } from '../../../domain/messages/notice.ts';
import { triggerSchema } from '../../../domain/messages/trigger.ts';
import { conditionHeld } from '../conditional-write.ts';

/** Attempts to write a delivery that others are writing at the same moment. */
const MAX_ATTEMPTS = 8;

/** What an event did to a delivery, and why. `delivery` as it is afterwards. */
export interface DeliveryChange {
  readonly message: Message;
  readonly delivery: Delivery;
  readonly reason: DeliveryDecision['reason'];
}

/** A job names a delivery that is not in the log. Rows are written before their jobs, so the job is wrong. */
export class NoSuchDeliveryError extends Error {
  override readonly name = 'NoSuchDeliveryError';
}

/** Table `triggers`: the triggers and notices, each with its deliveries. `counted` hears of each that came into another state and stays there. */
export function createDeliveryLog(
  client: DynamoDBDocumentClient,
  tableName: string,
  counted: (state: DeliveryState, at: number) => Promise<void> = async () => {},
) {
  /** Consistent; null when there is no such message. @throws ZodError when it can't be read */
  async function read(messageId: string): Promise<Message | null> {
    const Key = keyOf(messageId);
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return Item ? schemaOf(messageId).parse(Item) : null;
  }

  return {
    read,

    /** Adds the message and returns it. One that is there already stays as it is, deliveries included, and is returned instead. */
    async add(message: Message): Promise<Message> {
      // `firedAt` puts a trigger into its owner's list; a notice is not listed
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
        // a row that can't be read must not stop the stream: each of its jobs will fail alone
        return (error.Item && schemaOf(message.id).safeParse(unmarshall(error.Item)).data) ?? message;
      }
    },

    /**
     * Applies the event to the delivery by `nextDelivery`, and again when another writer was faster.
     * @throws NoSuchDeliveryError
     */
    async change({ messageId, channel }: DeliveryJob, event: DeliveryEvent): Promise<DeliveryChange> {
      let tried: DeliveryChange | null = null;
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const message = await read(messageId);
        const before = message?.deliveries[channel];
        if (!message || !before)
          throw new NoSuchDeliveryError(`${messageId}: no delivery by ${channel} in the delivery log`);
        if (tried && isOwnClaim(before, tried.delivery)) return tried;
        const { next, reason } = nextDelivery(before, event);
        if (!next) return { message, delivery: before, reason };
        tried = { message, delivery: next, reason };
        if (await replace({ client, tableName }, { messageId, before, after: next })) {
          if (next.state !== before.state && !isUnderWay(next)) await counted(next.state, next.at);
          return tried;
        }
      }
      throw new Error(`${messageId}: its delivery by ${channel} was written by others ${MAX_ATTEMPTS} times`);
    },
  };
}

export type DeliveryLog = ReturnType<typeof createDeliveryLog>;

interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

interface Replacement {
  readonly messageId: string;
  readonly before: Delivery;
  readonly after: Delivery;
}

/** False when another writer has changed the delivery since `before` was read. */
function replace({ client, tableName }: Table, { messageId, before, after }: Replacement): Promise<boolean> {
  const path = '#deliveries.#channel';
  const update = new UpdateCommand({
    TableName: tableName,
    Key: keyOf(messageId),
    ConditionExpression: `${path}.#state = :state AND ${path}.#at = :at AND ${path}.attempts = :attempts`,
    UpdateExpression: `SET ${path} = :after`,
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
  return conditionHeld(client.send(update));
}

function schemaOf(messageId: string): z.ZodType<Message> {
  return isNoticeId(messageId) ? noticeSchema : triggerSchema;
}

/** The write succeeded, its answer was lost, and the SDK's retry was refused because of the first write: the claim is ours. */
function isOwnClaim(found: Delivery, tried: Delivery): boolean {
  return tried.mailId !== null && tried.state === 'sending' && isDeepStrictEqual(found, tried);
}

function keyOf(messageId: string): { alertId: string; position: string } {
  const key = messageKey(messageId);
  if (!key) throw new NoSuchDeliveryError(`not the id of a message: ${JSON.stringify(messageId)}`);
  return key;
}
