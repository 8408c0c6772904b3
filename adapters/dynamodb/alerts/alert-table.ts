import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Status } from '../../../domain/alerts/alert.ts';
import { type Page, readable, readPage } from '../read-page.ts';
import type { TransactItem } from '../write-transaction.ts';
import {
  alertKey,
  alertToItem,
  indexAttributes,
  OWNER_INDEX,
  type OwnedAlert,
  ownedAlertFromItem,
  type StoredAlert,
} from './alert-item.ts';

/** Where a list of a person's alerts goes on; `createdAt` in ms. */
const positionSchema = z.object({ createdAt: z.number().int(), id: z.string() });
export type AlertPosition = z.infer<typeof positionSchema>;

/** Whose alerts, and which of them. */
interface AlertsOf {
  readonly owner: string;
  readonly symbol?: string | undefined;
  readonly status?: Status | undefined;
}

export interface AlertQuery extends AlertsOf {
  /** of what was read, for what a query can't ask for */
  readonly keeps?: ((alert: OwnedAlert) => boolean) | undefined;
  readonly limit: number;
  readonly after: AlertPosition | null;
}

/** Which of a person's alerts are counted. */
export interface AlertCount {
  readonly owner: string;
  /** only those on this coin that a trade could fire, now or once their pause ends */
  readonly armedOn?: string;
}

/** With a filter a read looks at this many items to find some; each is under 1 KB. */
const FILTERED_READ_ITEMS = 500;

/** Table `alerts` as its owners use it. Writes are parts of transactions, each conditional on the `rev` that was read. */
export function createAlertTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Fails when the id is taken. */
    creation(alert: StoredAlert): TransactItem {
      const Item = alertToItem(alert);
      return { Put: { TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(id)' } };
    },

    /** Consistent. @throws ZodError when what is stored is nobody's alert; Error when `id` is no alert id */
    async get(id: string): Promise<OwnedAlert | null> {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: alertKey(id), ConsistentRead: true }),
      );
      return Item ? ownedAlertFromItem(Item) : null;
    },

    /** A person's alerts, newest first. Eventually consistent: a new alert may come a moment later. */
    list({ keeps, limit, after, ...of }: AlertQuery): Promise<Page<OwnedAlert, AlertPosition>> {
      const isFiltered = of.symbol !== undefined || of.status !== undefined || keeps !== undefined;
      return readPage({
        limit,
        startKey: after && { owner: of.owner, createdAt: after.createdAt, ...alertKey(after.id) },
        parse: ownedAlertFromItem,
        ...(keeps && { keeps }),
        position: (attributes) => positionSchema.parse(attributes),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              ...ownedBy(tableName, of),
              ScanIndexForward: false,
              Limit: isFiltered ? FILTERED_READ_ITEMS : limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },

    /** All of them, in no order; null when there are more than `most`. Eventually consistent, as `list`. */
    async all({ most, ...of }: AlertsOf & { readonly most: number }): Promise<OwnedAlert[] | null> {
      const items: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, ownedBy(tableName, of))) {
        items.push(...Items);
        if (items.length > most) return null;
      }
      return items.flatMap((item) => readable(item, ownedAlertFromItem) ?? []);
    },

    /** Eventually consistent: alerts that were written a moment ago may be missing. */
    async count({ owner, armedOn }: AlertCount): Promise<number> {
      const filter = armedFilter(armedOn);
      const query: QueryCommandInput = {
        TableName: tableName,
        IndexName: OWNER_INDEX,
        Select: 'COUNT',
        KeyConditionExpression: '#owner = :owner',
        FilterExpression: filter.expression,
        ExpressionAttributeNames: { '#owner': 'owner', ...filter.names },
        ExpressionAttributeValues: { ':owner': owner, ...filter.values },
      };
      let count = 0;
      for await (const { Count = 0 } of paginateQuery({ client }, query)) count += Count;
      return count;
    },

    /** Fails when the alert was written or deleted since `before` was read. */
    replacement(before: Pick<OwnedAlert, 'id' | 'rev'>, after: StoredAlert): TransactItem {
      const { channels, name, note, group, rev, version, updatedAt } = after;
      const { rule, state } = after;
      const { expression, names, values } = assign({
        ...{ rule, state, ...indexAttributes(rule, state) },
        ...{ channels, name, note, group, rev, version, updatedAt },
      });
      return {
        Update: {
          TableName: tableName,
          Key: alertKey(before.id),
          UpdateExpression: expression,
          ConditionExpression: '#rev = :revRead',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ':revRead': before.rev },
        },
      };
    },

    /** Fails when the alert was written or deleted since it was read. */
    removal({ id, rev }: Pick<StoredAlert, 'id' | 'rev'>): TransactItem {
      return {
        Delete: {
          TableName: tableName,
          Key: alertKey(id),
          ConditionExpression: '#rev = :revRead',
          ExpressionAttributeNames: { '#rev': 'rev' },
          ExpressionAttributeValues: { ':revRead': rev },
        },
      };
    },
  };
}

export type AlertTable = ReturnType<typeof createAlertTable>;

function ownedBy(tableName: string, { owner, symbol, status }: AlertsOf): QueryCommandInput {
  const filter = filterBy(symbol, status);
  return {
    TableName: tableName,
    IndexName: OWNER_INDEX,
    KeyConditionExpression: '#owner = :owner',
    FilterExpression: filter.expression,
    ExpressionAttributeNames: { '#owner': 'owner', ...filter.names },
    ExpressionAttributeValues: { ':owner': owner, ...filter.values },
  };
}

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

function armedFilter(symbol: string | undefined) {
  if (symbol === undefined) return {};
  return {
    // one that is arming, or paused until an instant, says from when on it may arm
    expression: '#symbol = :symbol AND (#state.#status = :active OR attribute_exists(#state.armFrom))',
    names: { '#symbol': 'symbol', '#state': 'state', '#status': 'status' },
    values: { ':symbol': symbol, ':active': 'active' },
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
