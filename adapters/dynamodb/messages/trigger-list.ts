import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Trigger, triggerSchema } from '../../../domain/messages/trigger.ts';
import { type Page, readPage } from '../read-page.ts';

const TRIGGER_OWNER_INDEX = 'owner';

/** Where the next page of a list starts: keys of table `triggers`; `firedAt` in ms. */
const triggerPositionSchema = z.object({ alertId: z.string(), position: z.string(), firedAt: z.number().int() });
export type TriggerPosition = z.infer<typeof triggerPositionSchema>;

/** Within one alert the firing position is enough. */
export type AlertTriggerPosition = Pick<TriggerPosition, 'position'>;

export interface TriggerQuery<Position> {
  readonly limit: number;
  readonly after: Position | null;
}

/** Table `triggers`, read only: the fires with their deliveries, newest first. */
export function createTriggerList(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Triggers of one alert, by firing position; consistent. The caller checks first whose alert it is. */
    byAlert(
      alertId: string,
      { limit, after }: TriggerQuery<AlertTriggerPosition>,
    ): Promise<Page<Trigger, AlertTriggerPosition>> {
      return readPage({
        limit,
        startKey: after && { alertId, position: after.position },
        parse: (item) => triggerSchema.parse(item),
        position: (attributes) => triggerPositionSchema.pick({ position: true }).parse(attributes),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              KeyConditionExpression: 'alertId = :alertId',
              ExpressionAttributeValues: { ':alertId': alertId },
              ConsistentRead: true,
              ScanIndexForward: false,
              Limit: limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },

    /** A person's triggers by firing time, including those of deleted alerts. Eventually consistent. */
    byOwner(owner: string, { limit, after }: TriggerQuery<TriggerPosition>): Promise<Page<Trigger, TriggerPosition>> {
      return readPage({
        limit,
        startKey: after && { owner, ...after },
        parse: (item) => triggerSchema.parse(item),
        position: (attributes) => triggerPositionSchema.parse(attributes),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: TRIGGER_OWNER_INDEX,
              KeyConditionExpression: '#owner = :owner',
              ExpressionAttributeNames: { '#owner': 'owner' },
              ExpressionAttributeValues: { ':owner': owner },
              ScanIndexForward: false,
              Limit: limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },
  };
}

export type TriggerList = ReturnType<typeof createTriggerList>;
