import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Status } from '../../../domain/alerts/alert.ts';
import { type Page, readPage } from '../read-page.ts';
import { type TransactItem, writeTransaction } from '../write-transaction.ts';
import {
  alertKey,
  alertToItem,
  indexAttributes,
  OWNER_INDEX,
  type OwnedAlert,
  ownedAlertFromItem,
  type StoredAlert,
} from './alert-item.ts';

export interface NewAlert {
  readonly alert: StoredAlert;
  readonly indexChange: TransactItem;
  /** remembers an idempotency key in the same transaction */
  readonly request?: TransactItem | undefined;
}

/** Positions in the transaction of a creation. */
const INDEX_VERSION_INDEX = 1;
const REQUEST_INDEX = 2;

/** Where a list of a person's alerts goes on; `createdAt` in ms. */
const positionSchema = z.object({ createdAt: z.number().int(), id: z.string() });
export type AlertPosition = z.infer<typeof positionSchema>;

export interface AlertQuery {
  readonly owner: string;
  readonly symbol?: string | undefined;
  readonly status?: Status | undefined;
  readonly limit: number;
  readonly after: AlertPosition | null;
}

export interface AlertReplacement {
  readonly before: StoredAlert;
  readonly after: StoredAlert;
  /** null when the alert's place in the index stays as it is */
  readonly indexChange: TransactItem | null;
}

export interface AlertRemoval {
  readonly alert: Pick<StoredAlert, 'id' | 'rev'>;
  readonly indexChange: TransactItem;
}

/** With a filter a read looks at this many items to find some; each is under 1 KB. */
const FILTERED_READ_ITEMS = 500;

/** Table `alerts` as its owners use it. Every write is conditional on the `rev` that was read. */
export function createAlertTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /**
     * `request-taken`: the idempotency key was used meanwhile; `index-moved`: another change has brought the alert index to that
     * version. Nothing is written in either case.
     */
    async create({ alert, indexChange, request }: NewAlert): Promise<'created' | 'request-taken' | 'index-moved'> {
      const put: TransactItem = {
        Put: { TableName: tableName, Item: alertToItem(alert), ConditionExpression: 'attribute_not_exists(id)' },
      };
      const outcome = await writeTransaction(client, [put, indexChange, ...(request ? [request] : [])]);
      if (outcome.written) return 'created';
      if (outcome.failed.includes(REQUEST_INDEX)) return 'request-taken';
      if (outcome.failed.includes(INDEX_VERSION_INDEX)) return 'index-moved';
      throw new Error(`alert id ${alert.id} is taken`);
    },

    /** Consistent. @throws ZodError when what is stored is nobody's alert; Error when `id` is no alert id */
    async get(id: string): Promise<OwnedAlert | null> {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: alertKey(id), ConsistentRead: true }),
      );
      return Item ? ownedAlertFromItem(Item) : null;
    },

    /** A person's alerts, newest first. Eventually consistent: a new alert may come a moment later. */
    list({ owner, symbol, status, limit, after }: AlertQuery): Promise<Page<OwnedAlert, AlertPosition>> {
      const filter = filterBy(symbol, status);
      return readPage({
        limit,
        startKey: after && { owner, createdAt: after.createdAt, ...alertKey(after.id) },
        parse: ownedAlertFromItem,
        position: (attributes) => positionSchema.parse(attributes),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: OWNER_INDEX,
              KeyConditionExpression: '#owner = :owner',
              FilterExpression: filter.expression,
              ExpressionAttributeNames: { '#owner': 'owner', ...filter.names },
              ExpressionAttributeValues: { ':owner': owner, ...filter.values },
              ScanIndexForward: false,
              Limit: filter.expression ? FILTERED_READ_ITEMS : limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },

    /** False when the alert or its index version has changed since `before` was read: nothing is written then. */
    async replace({ before, after, indexChange }: AlertReplacement): Promise<boolean> {
      const { channels, note, rev, version, updatedAt } = after;
      const { rule, state } = after;
      const { expression, names, values } = assign({
        ...{ rule, state, ...indexAttributes(rule, state) },
        ...{ channels, note, rev, version, updatedAt },
      });
      const update: TransactItem = {
        Update: {
          TableName: tableName,
          Key: alertKey(before.id),
          UpdateExpression: expression,
          ConditionExpression: '#rev = :revRead',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ':revRead': before.rev },
        },
      };
      return (await writeTransaction(client, [update, ...(indexChange ? [indexChange] : [])])).written;
    },

    /** False when the alert was written or deleted since it was read: nothing is written then. */
    async remove({ alert, indexChange }: AlertRemoval): Promise<boolean> {
      const removal: TransactItem = {
        Delete: {
          TableName: tableName,
          Key: alertKey(alert.id),
          ConditionExpression: '#rev = :revRead',
          ExpressionAttributeNames: { '#rev': 'rev' },
          ExpressionAttributeValues: { ':revRead': alert.rev },
        },
      };
      return (await writeTransaction(client, [removal, indexChange])).written;
    },
  };
}

export type AlertTable = ReturnType<typeof createAlertTable>;

function filterBy(symbol: string | undefined, status: Status | undefined) {
  const expressions = [
    ...(symbol === undefined ? [] : ['#symbol = :symbol']),
    ...(status === undefined ? [] : ['#state.#status = :status']),
  ];
  return {
    expression: expressions.length > 0 ? expressions.join(' AND ') : undefined,
    names: {
      ...(symbol !== undefined && { '#symbol': 'symbol' }),
      ...(status !== undefined && { '#state': 'state', '#status': 'status' }),
    },
    values: {
      ...(symbol !== undefined && { ':symbol': symbol }),
      ...(status !== undefined && { ':status': status }),
    },
  };
}

/** An undefined attribute is removed: an absent index key takes the alert out of that index. */
function assign(attributes: Record<string, unknown>) {
  const entries = Object.entries(attributes);
  const kept = entries.filter(([, value]) => value !== undefined);
  const dropped = entries.filter(([, value]) => value === undefined);
  const set = `SET ${kept.map(([name]) => `#${name} = :${name}`).join(', ')}`;
  const remove = dropped.length > 0 ? ` REMOVE ${dropped.map(([name]) => `#${name}`).join(', ')}` : '';
  return {
    expression: `${set}${remove}`,
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(kept.map(([name, value]) => [`:${name}`, value])),
  };
}
