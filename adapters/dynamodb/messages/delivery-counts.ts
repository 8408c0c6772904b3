import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DELIVERY_STATES, type DeliveryState } from '../../../domain/messages/delivery.ts';
import { errorFields, type Log } from '../../log.ts';

const KEPT_S = 8 * 24 * 3_600;

const countsSchema = z.partialRecord(z.enum(DELIVERY_STATES), z.int());
export type DeliveryCounts = z.infer<typeof countsSchema>;

/**
 * In table `triggers`: how many deliveries came into each state in an hour, for whoever looks after the system. An item an hour,
 * removed by TTL after eight days.
 */
export function createDeliveryCounts(client: DynamoDBDocumentClient, tableName: string, log: Pick<Log, 'warn'>) {
  const keyOf = (at: number) => ({ alertId: `deliveries#${hourOf(at)}`, position: 'counts' });

  return {
    /** `at`: own clock, ms. A count that fails is lost, and the delivery is not: the log says so. */
    async count(state: DeliveryState, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(at),
        UpdateExpression: 'SET expireAt = :expireAt ADD #state :one',
        ExpressionAttributeNames: { '#state': state },
        ExpressionAttributeValues: { ':expireAt': Math.ceil(at / 1_000) + KEPT_S, ':one': 1 },
      });
      try {
        await client.send(update);
      } catch (error) {
        log.warn('a delivery is not counted', { state, ...errorFields(error) });
      }
    },

    /** Of the hour of `at`; empty when nothing was counted. @throws ZodError when the item can't be read */
    async read(at: number): Promise<DeliveryCounts> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: keyOf(at) }));
      const states = Object.entries(Item ?? {}).filter(([name]) => DELIVERY_STATES.some((state) => state === name));
      return countsSchema.parse(Object.fromEntries(states));
    },
  };
}

export type DeliveryCountTable = ReturnType<typeof createDeliveryCounts>;

/** `2026-11-29T09` */
function hourOf(at: number): string {
  return new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
}
