import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { seriesBounds } from '../../../domain/alert-index/index-keys.ts';
import type { IndexSide, PageEntry } from '../../../domain/alert-index/index-page.ts';
import type { Frontier } from '../../../domain/alert-index/nearest-entries.ts';
import { type AlertState, type JudgedAlert, judgedAlertSchema } from '../../../domain/alerts/alert.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import type { Fire } from '../../../domain/messages/trigger.ts';
import type { Series } from '../../../domain/metrics/series.ts';
import { firstIssue } from '../../first-issue.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { alertKey, INDEX_NAMES, KEY_ATTRIBUTES, partitionKey } from './alert-item.ts';
import { stateUpdate } from './state-update.ts';

/** One read of an index takes at most so many alerts. */
export const INDEX_READ_LIMIT = 100;

/** An item that can't be judged: its key, and what is wrong with it. */
export interface FaultyItem {
  readonly key: z.infer<typeof keySchema>;
  readonly rev: number | null;
  readonly fault: string;
}

export interface IndexRead {
  readonly placed: readonly { readonly key: string; readonly entry: PageEntry }[];
  readonly faulty: readonly FaultyItem[];
  /** where the read ended; null at the end of the index */
  readonly frontier: Frontier | null;
}

export interface IndexReadRequest {
  readonly symbol: string;
  readonly shard: number;
  readonly side: IndexSide;
  /** whose levels; null for deadlines */
  readonly series: Series | null;
  /** where to go on; null to read from the near end */
  readonly from: Frontier | null;
}

/** `entry` is what is stored now: the alert as written or, after a lost race, as the other writer left it. */
export type ChangeOutcome =
  | { readonly result: 'written' | 'overtaken'; readonly entry: PageEntry }
  | { readonly result: 'gone' }
  | { readonly result: 'faulty'; readonly item: FaultyItem };

type Outcome = Pick<JudgedAlert, 'rule' | 'state'>;
type Item = Record<string, unknown>;
const keySchema = z.object({ book: z.string(), id: z.string() });
const revSchema = z.object({ rev: z.number() });
const entrySchema = judgedAlertSchema.extend({ fires: z.number().int().nonnegative() });

/** Deadlines are digits only. */
const ALL_KEYS = { first: '0', last: ':' };

/**
 * Table `alerts` as the evaluator uses it: range reads of a coin's alert index, and writes that are conditional on the
 * `rev` that was read.
 */
export function createAlertIndex(client: DynamoDBDocumentClient, tableName: string) {
  return {
    async read(request: IndexReadRequest): Promise<IndexRead> {
      const output = await client.send(new QueryCommand(queryOf(tableName, request)));
      const keyName = KEY_ATTRIBUTES[request.side];
      const read = (output.Items ?? []).map((item) => ({ key: String(item[keyName]), parsed: entryFromItem(item) }));
      const token = output.LastEvaluatedKey;
      return {
        placed: read.flatMap(({ key, parsed }) => ('entry' in parsed ? [{ key, entry: parsed.entry }] : [])),
        faulty: read.flatMap(({ parsed }) => ('faulty' in parsed ? [parsed.faulty] : [])),
        frontier: token ? { key: String(token[keyName]), token } : null,
      };
    },

    /** Writes the alert's new state, and with `fire` its proof and its rule from then on, if its `rev` is still the one that was judged. */
    async change(entry: PageEntry, outcome: Outcome, fire: Fire | null): Promise<ChangeOutcome> {
      try {
        await retryOnConflict(() => client.send(new UpdateCommand(changeOf(tableName, entry, outcome, fire))));
        const fires = entry.fires + (fire ? 1 : 0);
        return { result: 'written', entry: { ...entry, ...outcome, fires, rev: entry.rev + 1 } };
      } catch (error) {
        const stored = overtakenBy(error);
        if (stored === undefined) throw error;
        if (stored === null) return { result: 'gone' };
        const parsed = entryFromItem(stored);
        return 'entry' in parsed
          ? { result: 'overtaken', entry: parsed.entry }
          : { result: 'faulty', item: parsed.faulty };
      }
    },

    /** Takes an alert that can't be judged out of the index and stores why; no change when it was written since. */
    async flagFaulty({ key, rev, fault }: FaultyItem): Promise<void> {
      const state: AlertState = { status: 'faulty', fault, asOf: null, watchedFrom: null };
      const condition = rev === null ? 'attribute_exists(id)' : 'rev = :rev';
      try {
        await client.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key,
            ConditionExpression: condition,
            UpdateExpression: `SET #state = :state, rev = :next REMOVE ${Object.values(KEY_ATTRIBUTES).join(', ')}`,
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':state': state,
              ':next': (rev ?? 0) + 1,
              ...(rev !== null && { ':rev': rev }),
            },
          }),
        );
      } catch (error) {
        if (overtakenBy(error) === undefined) throw error;
      }
    },
  };
}

export type AlertIndex = ReturnType<typeof createAlertIndex>;

function queryOf(tableName: string, { symbol, shard, side, series, from }: IndexReadRequest): QueryCommandInput {
  const ascending = side !== 'down';
  const keyName = KEY_ATTRIBUTES[side];
  const range = series ? seriesBounds(series) : ALL_KEYS;
  // a read with a token continues by it, in the range that it began with
  const near = from && from.token === undefined ? from.key : null;
  const first = ascending ? (near ?? range.first) : range.first;
  const last = ascending ? range.last : (near ?? range.last);
  return {
    TableName: tableName,
    IndexName: INDEX_NAMES[side],
    ConsistentRead: true,
    ScanIndexForward: ascending,
    Limit: INDEX_READ_LIMIT,
    KeyConditionExpression: `book = :book AND ${keyName} BETWEEN :first AND :last`,
    ExpressionAttributeValues: { ':book': partitionKey({ symbol, shard }), ':first': first, ':last': last },
    ...(from?.token !== undefined && { ExclusiveStartKey: from.token as Item }),
  };
}

function changeOf(tableName: string, entry: PageEntry, { rule, state }: Outcome, fire: Fire | null) {
  const also = {
    ...(fire && { lastTrigger: fire, fires: entry.fires + 1 }),
    ...(rule !== entry.rule && { rule }),
  };
  return {
    TableName: tableName,
    Key: alertKey(entry.id),
    ...stateUpdate({ rule, state, rev: entry.rev, also }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The item as it is stored now, when `error` says that the condition failed; null: there is none; undefined: another error. */
function overtakenBy(error: unknown): Item | null | undefined {
  if (!(error instanceof ConditionalCheckFailedException)) return undefined;
  return error.Item ? unmarshall(error.Item) : null;
}

function entryFromItem(item: Item): { entry: PageEntry } | { faulty: FaultyItem } {
  const key = keySchema.parse(item);
  const parsed = entrySchema.safeParse(item);
  const shard = parseAlertId(key.id)?.shard;
  if (parsed.success && shard !== undefined) return { entry: { ...parsed.data, shard } };
  const rev = revSchema.safeParse(item);
  return {
    faulty: {
      key,
      rev: rev.success ? rev.data.rev : null,
      fault: parsed.success ? 'id: is no alert id' : firstIssue(parsed.error, 'alert'),
    },
  };
}
