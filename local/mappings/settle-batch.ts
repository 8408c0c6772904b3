import type { BatchResponse } from './batch-response.ts';

/** A record of a shard, as far as retries need to know it. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  /** when the stream accepted the record, in ms since the epoch */
  readonly arrivedAt: number;
}

/** Records of one invocation. `failures` counts their failed invocations so far. */
export interface Chunk<R extends ShardRecord> {
  readonly records: readonly R[];
  readonly failures: number;
}

export interface RetryLimits {
  /** retries of a chunk; null: no limit */
  readonly maxRetries: number | null;
  /** older records are dropped; null: never */
  readonly maxAgeMs: number | null;
  /** split a failed chunk in two; the split counts as no retry */
  readonly bisect: boolean;
}

export type DropReason = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface Dropped<R extends ShardRecord> {
  readonly reason: DropReason;
  readonly records: readonly R[];
  readonly invocations: number;
}

/** What follows from one invocation. `settled`: the records at the front that are done or dropped. */
export interface Settlement<R extends ShardRecord> {
  readonly decision: 'done' | 'retry' | 'retry-rest' | 'split' | 'drop';
  readonly chunks: readonly Chunk<R>[];
  readonly settled: readonly R[];
  readonly dropped: Dropped<R> | null;
}

/**
 * Settles the first chunk of a shard. The others wait: a shard is processed strictly in order.
 * Source: AWS Lambda developer guide, "Error handling" and "Partial batch response" for Kinesis and DynamoDB streams.
 */
export function settleBatch<R extends ShardRecord>(
  chunks: readonly Chunk<R>[],
  response: BatchResponse,
  limits: RetryLimits,
): Settlement<R> {
  const [chunk, ...later] = chunks;
  if (!chunk) throw new Error('there is no chunk to settle');
  const failedAt = firstFailure(chunk, response);
  if (failedAt === chunk.records.length) {
    return { decision: 'done', chunks: later, settled: chunk.records, dropped: null };
  }
  if (failedAt === 0 && limits.bisect && chunk.records.length > 1) {
    return { decision: 'split', chunks: [...halves(chunk), ...later], settled: [], dropped: null };
  }
  return retry({ chunk, later, failedAt, limits });
}

/** Index of the first failed record: 0 when the whole chunk failed, its length when nothing failed. */
function firstFailure<R extends ShardRecord>(chunk: Chunk<R>, response: BatchResponse): number {
  if (response.kind === 'done') return chunk.records.length;
  if (response.kind === 'failed') return 0;
  const index = chunk.records.findIndex((record) => response.failed.has(record.sequenceNumber));
  return index === -1 ? 0 : index;
}

function halves<R extends ShardRecord>({ records, failures }: Chunk<R>): Chunk<R>[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, failures }));
}

interface Failure<R extends ShardRecord> {
  readonly chunk: Chunk<R>;
  readonly later: readonly Chunk<R>[];
  readonly failedAt: number;
  readonly limits: RetryLimits;
}

/** Records before the failure are done. The rest count one more failure, and are dropped after the last retry. */
function retry<R extends ShardRecord>({ chunk, later, failedAt, limits }: Failure<R>): Settlement<R> {
  const done = chunk.records.slice(0, failedAt);
  const rest = { records: chunk.records.slice(failedAt), failures: chunk.failures + 1 };
  if (limits.maxRetries !== null && rest.failures > limits.maxRetries) {
    const dropped = { reason: 'RetryAttemptsExhausted', records: rest.records, invocations: rest.failures } as const;
    return { decision: 'drop', chunks: later, settled: chunk.records, dropped };
  }
  return { decision: failedAt === 0 ? 'retry' : 'retry-rest', chunks: [rest, ...later], settled: done, dropped: null };
}

/** Drops the records past their age from the front of the first chunk, before each delivery. */
export function dropAged<R extends ShardRecord>(
  chunks: readonly Chunk<R>[],
  limits: RetryLimits,
  now: number,
): Settlement<R> | null {
  const [chunk, ...later] = chunks;
  if (!chunk || limits.maxAgeMs === null) return null;
  const oldest = now - limits.maxAgeMs;
  const young = chunk.records.findIndex((record) => record.arrivedAt >= oldest);
  if (young === 0) return null;
  const aged = young === -1 ? chunk.records : chunk.records.slice(0, young);
  const rest = chunk.records.slice(aged.length);
  return {
    decision: 'drop',
    chunks: rest.length > 0 ? [{ records: rest, failures: chunk.failures }, ...later] : later,
    settled: aged,
    dropped: { reason: 'RecordAgeExceeded', records: aged, invocations: chunk.failures },
  };
}
