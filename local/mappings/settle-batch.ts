import type { BatchResponse } from './batch-response.ts';

/** One record of a shard, as far as delivery is concerned. */
export interface Delivered {
  readonly sequenceNumber: string;
  /** ms since the epoch: when the stream took the record */
  readonly arrivedAt: number;
}

/** Records that go to the function in one invocation; `failures` counts the invocations that ended badly so far. */
export interface Chunk<R extends Delivered> {
  readonly records: readonly R[];
  readonly failures: number;
}

export interface RetryLimits {
  /** how often a chunk is tried again; null = for ever */
  readonly maxRetries: number | null;
  /** records older than this are given up; null = never */
  readonly maxAgeMs: number | null;
  /** a failed chunk is cut in two, which costs no retry */
  readonly bisect: boolean;
}

export type DropReason = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

export interface Dropped<R extends Delivered> {
  readonly reason: DropReason;
  readonly records: readonly R[];
  readonly invocations: number;
}

/** What follows from one invocation. `left` are the records that need nothing more, in order from the front. */
export interface Settlement<R extends Delivered> {
  readonly decision: 'done' | 'retry' | 'retry-rest' | 'split' | 'drop';
  readonly chunks: readonly Chunk<R>[];
  readonly left: readonly R[];
  readonly dropped: Dropped<R> | null;
}

/**
 * Settles the first chunk of a shard. The rest is untouched: a shard is worked off strictly in order.
 * Source: AWS Lambda developer guide, "Error handling" and "Partial batch response" for Kinesis and DynamoDB streams.
 */
export function settleBatch<R extends Delivered>(
  chunks: readonly Chunk<R>[],
  response: BatchResponse,
  limits: RetryLimits,
): Settlement<R> {
  const [chunk, ...later] = chunks;
  if (!chunk) throw new Error('there is no chunk to settle');
  const failedAt = firstFailure(chunk, response);
  if (failedAt === chunk.records.length) {
    return { decision: 'done', chunks: later, left: chunk.records, dropped: null };
  }
  if (failedAt === 0 && limits.bisect && chunk.records.length > 1) {
    return { decision: 'split', chunks: [...halves(chunk), ...later], left: [], dropped: null };
  }
  return retry({ chunk, later, failedAt, limits });
}

/** Index of the lowest failed sequence number; 0 when the whole chunk failed, its length when nothing did. */
function firstFailure<R extends Delivered>(chunk: Chunk<R>, response: BatchResponse): number {
  if (response.kind === 'done') return chunk.records.length;
  if (response.kind === 'failed') return 0;
  const index = chunk.records.findIndex((record) => response.failed.has(record.sequenceNumber));
  return index === -1 ? 0 : index;
}

function halves<R extends Delivered>({ records, failures }: Chunk<R>): Chunk<R>[] {
  const middle = Math.ceil(records.length / 2);
  return [records.slice(0, middle), records.slice(middle)].map((half) => ({ records: half, failures }));
}

interface Failure<R extends Delivered> {
  readonly chunk: Chunk<R>;
  readonly later: readonly Chunk<R>[];
  readonly failedAt: number;
  readonly limits: RetryLimits;
}

/** What was done is done; the rest counts one more failure, and is given up when its retries are used up. */
function retry<R extends Delivered>({ chunk, later, failedAt, limits }: Failure<R>): Settlement<R> {
  const done = chunk.records.slice(0, failedAt);
  const rest = { records: chunk.records.slice(failedAt), failures: chunk.failures + 1 };
  if (limits.maxRetries !== null && rest.failures > limits.maxRetries) {
    const dropped = { reason: 'RetryAttemptsExhausted', records: rest.records, invocations: rest.failures } as const;
    return { decision: 'drop', chunks: later, left: chunk.records, dropped };
  }
  return { decision: failedAt === 0 ? 'retry' : 'retry-rest', chunks: [rest, ...later], left: done, dropped: null };
}

/** Takes the records past their age off the front of the first chunk, before it is (again) delivered. */
export function dropAged<R extends Delivered>(
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
    left: aged,
    dropped: { reason: 'RecordAgeExceeded', records: aged, invocations: chunk.failures },
  };
}
