import { messageOf } from '../json.ts';
import { pause } from '../wait-until.ts';
import { readBatchResponse } from './batch-response.ts';
import { gatherBatch } from './gather-batch.ts';
import type { Positions } from './positions.ts';
import { type Chunk, type Dropped, dropAged, type RetryLimits, type Settlement, settleBatch } from './settle-batch.ts';
import type { Shard, ShardReader, StreamRecord, StreamSource } from './stream-source.ts';

/** How often the list of shards is read again. */
const SHARD_LIST_INTERVAL_MS = 10_000;
const RETRY_DELAY = { firstMs: 100, maxMs: 10_000 } as const;

export interface StreamMappingOptions {
  readonly name: string;
  readonly source: StreamSource;
  readonly positions: Positions;
  readonly limits: RetryLimits;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly pollMs: number;
  /** from one read of a shard to the next, also while it has records */
  readonly betweenReadsMs: number;
  readonly reportsFailures: boolean;
  readonly matches: (record: unknown) => boolean;
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** called with records that are dropped, before the mapping goes on without them */
  readonly onDropped: (dropped: Dropped<StreamRecord>, shardId: string) => Promise<void>;
  readonly report: (text: string) => void;
}

export interface Mapping {
  readonly name: string;
  /** waits for the running invocation; unfinished records are delivered again at the next start */
  stop(): Promise<void>;
}

/** Reads every shard of a stream in order and passes its records to a function, as Lambda's event source mappings do. */
export function startStreamMapping(options: StreamMappingOptions): Mapping {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let shardEnded = new AbortController();

  async function watchShards(): Promise<void> {
    while (!stopping.signal.aborted) {
      const shards = await options.source.shards().catch((error: unknown) => {
        options.report(`can't list the shards: ${messageOf(error)}`);
        return [];
      });
      shardEnded = new AbortController();
      for (const shard of shards) if (mayBegin(shard, shards)) begin(shard.id);
      await pause(SHARD_LIST_INTERVAL_MS, AbortSignal.any([stopping.signal, shardEnded.signal]));
    }
  }

  /** A child shard waits until its parent is finished, so that the records of a key stay in order. */
  function mayBegin({ id, parentId }: Shard, shards: readonly Shard[]): boolean {
    if (running.has(id) || options.positions.isFinished(id)) return false;
    const parentIsThere = shards.some((shard) => shard.id === parentId);
    return parentId === null || !parentIsThere || options.positions.isFinished(parentId);
  }

  function begin(shardId: string): void {
    // then list the shards at once: its children may begin
    running.set(
      shardId,
      workShard(options, shardId, stopping.signal).then(() => shardEnded.abort()),
    );
  }

  const watching = watchShards();
  return {
    name: options.name,
    async stop() {
      stopping.abort();
      await watching;
      await Promise.all(running.values());
    },
  };
}

async function workShard(options: StreamMappingOptions, shardId: string, signal: AbortSignal): Promise<void> {
  const reader: ShardReader = options.source.open(shardId, options.positions.get(shardId));
  while (!signal.aborted) {
    const readAt = Date.now();
    const batch = await gatherBatch(reader, options, signal).catch((error: unknown) => {
      if (!signal.aborted) options.report(`can't read ${shardId}: ${messageOf(error)}`);
      return { chunks: [], lastRead: null, finished: false, failed: true };
    });
    await workBatch(options, { shardId, chunks: batch.chunks, signal });
    if (signal.aborted) return;
    // records that the filter rejects count as done too
    if (batch.lastRead !== null) await options.positions.save(shardId, batch.lastRead);
    if (batch.finished) return options.positions.finish(shardId);
    const restMs = batch.lastRead !== null ? 0 : 'failed' in batch ? RETRY_DELAY.maxMs / 10 : options.pollMs;
    const waitMs = Math.max(restMs, readAt + options.betweenReadsMs - Date.now());
    if (waitMs > 0) await pause(waitMs, signal);
  }
}

interface Work {
  readonly shardId: string;
  readonly chunks: readonly Chunk<StreamRecord>[];
  readonly signal: AbortSignal;
}

async function workBatch(options: StreamMappingOptions, { shardId, chunks, signal }: Work): Promise<void> {
  let rest = chunks;
  let failuresInARow = 0;
  while (rest.length > 0 && !signal.aborted) {
    const settlement = dropAged(rest, options.limits, Date.now()) ?? (await deliver(options, rest));
    if (settlement.dropped) await options.onDropped(settlement.dropped, shardId);
    const last = settlement.settled.at(-1);
    if (last) await options.positions.save(shardId, last.sequenceNumber);
    rest = settlement.chunks;
    failuresInARow = settlement.decision === 'done' ? 0 : failuresInARow + 1;
    if (failuresInARow > 0 && rest.length > 0) await pause(retryDelay(failuresInARow), signal);
  }
}

function retryDelay(failuresInARow: number): number {
  return Math.min(RETRY_DELAY.maxMs, RETRY_DELAY.firstMs * 2 ** (failuresInARow - 1));
}

async function deliver(
  options: StreamMappingOptions,
  chunks: readonly Chunk<StreamRecord>[],
): Promise<Settlement<StreamRecord>> {
  const records = chunks[0]?.records ?? [];
  try {
    const response = await options.invoke({ Records: records.map(({ record }) => record) });
    const ids = records.map(({ sequenceNumber }) => sequenceNumber);
    const read = options.reportsFailures ? readBatchResponse(response, ids) : { kind: 'done' as const };
    return settleBatch(chunks, read, options.limits);
  } catch (error) {
    options.report(messageOf(error));
    return settleBatch(chunks, { kind: 'failed' }, options.limits);
  }
}
