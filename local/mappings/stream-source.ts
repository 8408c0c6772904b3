import type { Json } from '../json.ts';
import type { ShardRecord } from './settle-batch.ts';

/** A record as the function gets it, with what the mapping needs to know of it. */
export interface StreamRecord extends ShardRecord {
  /** as in the event's `Records` */
  readonly record: { readonly [key: string]: Json };
  /** what a filter sees: the record, with Kinesis data decoded */
  readonly filtered: unknown;
  /** its size in the invocation's payload */
  readonly bytes: number;
}

/** Where to read on. `since`: from the first record that arrived at or after this time, in ms since the epoch. */
export type Position = { readonly after: string } | { readonly since: number };

export interface Shard {
  readonly id: string;
  /** must be read to its end before this one begins; null when there is none, or it has expired */
  readonly parentId: string | null;
}

export interface Page {
  readonly records: readonly StreamRecord[];
  /** the shard is closed and read to its end */
  readonly finished: boolean;
}

export interface ShardReader {
  /** The next records; an empty page when there are none right now. */
  read(limit: number): Promise<Page>;
}

export interface StreamSource {
  readonly arn: string;
  readonly batchInfoName: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
  shards(): Promise<readonly Shard[]>;
  open(shardId: string, position: Position): ShardReader;
}

interface ReaderDeps {
  iteratorAt(position: Position | 'oldest'): Promise<string | null>;
  readAt(iterator: string, limit: number): Promise<{ records: readonly StreamRecord[]; next: string | null }>;
  /** the record at the position has expired: go on with the oldest one */
  isTrimmed(error: unknown): boolean;
  /** an iterator lasts only a few minutes */
  isExpired(error: unknown): boolean;
}

/** Reads a shard by iterators, and makes a new one when one expires. Skips records from before `since`. */
export function createReader(start: Position, deps: ReaderDeps): ShardReader {
  let position: Position | 'oldest' = start;
  let iterator: string | null | undefined;
  const since = 'since' in start ? start.since : 0;

  async function fetch(limit: number) {
    if (iterator === undefined) iterator = await deps.iteratorAt(position);
    if (iterator === null) return { records: [], next: null };
    return deps.readAt(iterator, limit);
  }

  return {
    async read(limit) {
      try {
        const { records, next } = await fetch(limit);
        iterator = next;
        const last = records.at(-1);
        if (last) position = { after: last.sequenceNumber };
        return { records: records.filter((record) => record.arrivedAt >= since), finished: next === null };
      } catch (error) {
        if (deps.isTrimmed(error)) position = 'oldest';
        else if (!deps.isExpired(error)) throw error;
        iterator = undefined;
        return { records: [], finished: false };
      }
    },
  };
}
