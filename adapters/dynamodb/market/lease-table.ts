import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Checkpoint, checkpointSchema } from '../../../domain/market/checkpoint.ts';
import { conditionHeld } from '../conditional-write.ts';
import { gunzipJson, gzipJson } from '../gzip-json.ts';

const LEASE = { kind: 'ingest', name: 'lease' };
/** Earlier versions, which had no lease, kept the epoch here. */
const EPOCH = { kind: 'ingest', name: 'epoch' };
/** All attempts of a call together: a renewal that hangs must not use up the lease. */
export const LEASE_CALL_TIMEOUT_MS = 2_000;

const itemSchema = z.object({
  token: z.number().int().positive(),
  beat: z.number().int().nonnegative(),
  owner: z.string(),
  released: z.boolean(),
  renewedAt: z.number().int(),
});
const epochSchema = z.object({ epoch: z.number().int().nonnegative() });

/** The stored lease. Its `token` is the epoch of the run that holds it, and only grows. */
export interface LeaseRecord extends z.infer<typeof itemSchema> {
  /** null when no run has written one */
  readonly checkpoint: Checkpoint | null;
}

export interface Renewal {
  readonly token: number;
  /** grows with each renewal of a token */
  readonly beat: number;
  /** the holder's clock, ms */
  readonly renewedAt: number;
  readonly checkpoint: Checkpoint | null;
  /** the holder gives it back: another task may take it at once */
  readonly released: boolean;
}

const NAMES = { '#token': 'token', '#beat': 'beat', '#owner': 'owner', '#released': 'released', '#at': 'renewedAt' };

/** The one item of table `market` that says which ingest task is at work, and how far it has published each coin. */
export function createLeaseTable(client: DynamoDBDocumentClient, tableName: string) {
  const inTime = () => ({ abortSignal: AbortSignal.timeout(LEASE_CALL_TIMEOUT_MS) });
  async function read(key: Record<string, string>): Promise<Record<string, unknown> | null> {
    const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
    const { Item } = await client.send(command, inTime());
    return Item ?? null;
  }

  return {
    /** Without a lease the result is a released one, whose epoch continues that of earlier versions. */
    async read(): Promise<LeaseRecord> {
      const item = await read(LEASE);
      if (!item) {
        const { epoch } = epochSchema.parse((await read(EPOCH)) ?? { epoch: 0 });
        return { token: epoch, beat: 0, owner: '', released: true, renewedAt: 0, checkpoint: null };
      }
      const checkpoint = item.packed === undefined ? null : checkpointSchema.parse(gunzipJson(item));
      return { ...itemSchema.parse(item), checkpoint };
    },

    /**
     * Gives this owner the lease with token + 1. False when anything has been written since `seen` was read. Keeps the
     * checkpoint. When the answer of a write is lost, its retry returns false too; the next read then names this owner.
     */
    take(seen: LeaseRecord, owner: string, renewedAt: number): Promise<boolean> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: LEASE,
        UpdateExpression: 'SET #token = :next, #beat = :zero, #owner = :owner, #released = :no, #at = :at',
        ConditionExpression: 'attribute_not_exists(#token) OR (#token = :seen AND #beat = :beat)',
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: {
          ':next': seen.token + 1,
          ':zero': 0,
          ':owner': owner,
          ':no': false,
          ':at': renewedAt,
          ':seen': seen.token,
          ':beat': seen.beat,
        },
      });
      return conditionHeld(client.send(update, inTime()));
    },

    /**
     * False when another task holds the lease. A renewal that arrives after a later one of the same token changes nothing;
     * the same renewal may be written twice.
     */
    renew({ token, beat, renewedAt, checkpoint, released }: Renewal): Promise<boolean> {
      const { '#owner': _, ...names } = NAMES;
      const packed = checkpoint && gzipJson(checkpoint);
      const update = new UpdateCommand({
        TableName: tableName,
        Key: LEASE,
        UpdateExpression: `SET #beat = :beat, #released = :released, #at = :at${packed ? ', packed = :packed' : ''}`,
        ConditionExpression: '#token = :token AND #beat <= :beat',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ':token': token,
          ':beat': beat,
          ':released': released,
          ':at': renewedAt,
          ...(packed && { ':packed': packed }),
        },
      });
      return conditionHeld(client.send(update, inTime()));
    },
  };
}

export type LeaseTable = ReturnType<typeof createLeaseTable>;
