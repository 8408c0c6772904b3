import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DeliveryState } from '../../../domain/messages/delivery.ts';
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

/** Which of a person's triggers are listed. */
export interface OwnerTriggerQuery extends TriggerQuery<TriggerPosition> {
  readonly symbol?: string | undefined;
  /** of any of its deliveries */
  readonly state?: DeliveryState | undefined;
  /** when they were judged: half-open, own clock, ms */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** With a filter a read looks at this many items to find some; each has some 2 KB. */
const FILTERED_READ_ITEMS = 250;

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

    /** Consistent; null when there is none. The caller checks whose it is. @throws ZodError when it can't be read */
    async get(key: { readonly alertId: string; readonly position: string }): Promise<Trigger | null> {
      const { alertId, position } = key;
      const Key = { alertId, position };
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return Item ? triggerSchema.parse(Item) : null;
    },

    /**
     * A person's triggers by the time at which they were judged, those of deleted alerts too. Eventually consistent. With a filter a page
     * looks at a bounded number of triggers: a short one that is not the last has a `next`.
     */
    byOwner(owner: string, query: OwnerTriggerQuery): Promise<Page<Trigger, TriggerPosition>> {
      const { limit, after, symbol, state, from, to } = query;
      const isFiltered = symbol !== undefined || state !== undefined;
      return readPage({
        limit,
        startKey: after && { owner, ...after },
        parse: (item) => triggerSchema.parse(item),
        keeps: ({ deliveries }) => state === undefined || Object.values(deliveries).some((it) => it.state === state),
        position: (attributes) => triggerPositionSchema.parse(attributes),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: TRIGGER_OWNER_INDEX,
              KeyConditionExpression: '#owner = :owner AND firedAt BETWEEN :from AND :last',
              FilterExpression: symbol === undefined ? undefined : '#symbol = :symbol',
              ExpressionAttributeNames: { '#owner': 'owner', ...(symbol !== undefined && { '#symbol': 'symbol' }) },
              ExpressionAttributeValues: {
                ...{ ':owner': owner, ':from': from ?? 0, ':last': (to ?? Number.MAX_SAFE_INTEGER) - 1 },
                ...(symbol !== undefined && { ':symbol': symbol }),
              },
              ScanIndexForward: false,
              Limit: isFiltered ? FILTERED_READ_ITEMS : limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },
  };
}

export type TriggerList = ReturnType<typeof createTriggerList>;
