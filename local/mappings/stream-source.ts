import type { Json } from '../json.ts';
import type { Delivered } from './settle-batch.ts';

/** A record as the function gets it, with what delivery needs to know of it. */
export interface StreamRecord extends Delivered {
  /** as it stands in the event's `Records` */
  readonly record: { readonly [key: string]: Json };
  /** what a filter sees; equal to the record but for Kinesis data, which a filter reads decoded */
  readonly filtered: unknown;
  /** size in the invocation's payload */
  readonly bytes: number;
}

/** Where reading goes on. `since`: from the first record that arrived at or after this instant, in ms. */
export type Position = { readonly after: string } | { readonly since: number };

export interface Shard {
  readonly id: string;
  /** read to its end before this one is begun; null when there is none, or it is gone */
  readonly parentId: string | null;
}

export interface Page {
  readonly records: readonly StreamRecord[];
  /** the shard was closed and is read to its end */
  readonly finished: boolean;
}

export interface ShardReader {
  /** The next records after those that it gave before; an empty page when there are none right now. */
  read(limit: number): Promise<Page>;
}

export interface StreamSource {
  readonly arn: string;
  readonly batchInfoName: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
  shards(): Promise<readonly Shard[]>;
  open(shardId: string, position: Position): ShardReader;
}

interface ReaderParts {
  iteratorAt(position: Position | 'oldest'): Promise<string | null>;
  readAt(iterator: string, limit: number): Promise<{ records: readonly StreamRecord[]; next: string | null }>;
  /** what was at the position is gone: go on with the oldest record that there is */
  isTrimmed(error: unknown): boolean;
  /** an iterator lasts some minutes only */
  isExpired(error: unknown): boolean;
}

/** Walks a shard by iterators, made anew when they expire; skips records from before `since`. */
export function createReader(start: Position, parts: ReaderParts): ShardReader {
  let position: Position | 'oldest' = start;
  let iterator: string | null | undefined;
  const since = 'since' in start ? start.since : 0;

  async function fetch(limit: number) {
    if (iterator === undefined) iterator = await parts.iteratorAt(position);
    if (iterator === null) return { records: [], next: null };
    return parts.readAt(iterator, limit);
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
        if (parts.isTrimmed(error)) position = 'oldest';
        else if (!parts.isExpired(error)) throw error;
        iterator = undefined;
        return { records: [], finished: false };
      }
    },
  };
}
