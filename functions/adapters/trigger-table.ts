import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryState, parseTriggerId, type Trigger, triggerSchema } from '../../domain/trigger.ts';

/** @throws Error when the id is no trigger id */
export function triggerKey(triggerId: string): { alertId: string; position: string } {
  const key = parseTriggerId(triggerId);
  if (!key) throw new Error(`not a trigger id: ${JSON.stringify(triggerId)}`);
  return key;
}

/** What a sender may do: go ahead; nothing, since it is done; or wait, since another sender holds the claim. */
export type Claim = 'claimed' | 'done' | 'held';

export interface DeliveryKey {
  readonly triggerId: string;
  readonly channel: string;
}

export interface DeliveryOutcome {
  readonly state: DeliveryState;
  readonly detail: string | null;
  /** own clock, ms */
  readonly at: number;
}

/** Table `triggers`: the log of fires and the ledger of their deliveries. */
export function createTriggerTable(client: DynamoDBDocumentClient, tableName: string) {
  /** False when `condition` does not hold. */
  async function update(key: DeliveryKey, condition: string, set: string, values: Record<string, unknown>) {
    try {
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: triggerKey(key.triggerId),
          ConditionExpression: condition,
          UpdateExpression: `SET ${set}`,
          ExpressionAttributeNames: {
            '#deliveries': 'deliveries',
            '#channel': key.channel,
            '#state': 'state',
            '#at': 'at',
          },
          ExpressionAttributeValues: values,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function read(triggerId: string): Promise<Trigger | null> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: triggerKey(triggerId), ConsistentRead: true }),
    );
    return Item ? triggerSchema.parse(Item) : null;
  }

  return {
    read,

    /** Adds the trigger; one that is there already stays as it is, with what became of its deliveries. */
    async add(trigger: Trigger): Promise<void> {
      const item = { ...trigger, ...triggerKey(trigger.id), firedAt: trigger.hops.evaluatedAt };
      try {
        await client.send(
          new PutCommand({ TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(alertId)' }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    /** Claims the delivery until `claimedUntil` (ms). A claim that ran out may be taken over. */
    async claim(key: DeliveryKey, now: number, claimedUntil: number): Promise<Claim> {
      const it = '#deliveries.#channel';
      const claimed = await update(
        key,
        `${it}.#state = :queued OR (${it}.#state = :sending AND ${it}.claimedUntil < :now)`,
        `${it}.#state = :sending, ${it}.#at = :now, ${it}.claimedUntil = :until, ${it}.attempts = ${it}.attempts + :one`,
        { ':queued': 'queued', ':sending': 'sending', ':now': now, ':until': claimedUntil, ':one': 1 },
      );
      if (claimed) return 'claimed';
      const trigger = await read(key.triggerId);
      if (!trigger) throw new Error(`no trigger ${key.triggerId}`);
      return trigger.deliveries[key.channel]?.state === 'sending' ? 'held' : 'done';
    },

    /** Records what became of a claimed delivery. */
    async record(key: DeliveryKey, { state, detail, at }: DeliveryOutcome): Promise<void> {
      const it = '#deliveries.#channel';
      await update(
        key,
        `${it}.#state = :sending`,
        `${it}.#state = :state, ${it}.#at = :at, ${it}.detail = :detail, ${it}.claimedUntil = :none`,
        { ':sending': 'sending', ':state': state, ':at': at, ':detail': detail, ':none': null },
      );
    },
  };
}

export type TriggerTable = ReturnType<typeof createTriggerTable>;
