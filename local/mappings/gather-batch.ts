import { pause } from '../wait-until.ts';
import type { Chunk } from './settle-batch.ts';
import type { ShardReader, StreamRecord } from './stream-source.ts';

/** Lambda's limit for one synchronous invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export interface Gathering {
  readonly batchSize: number;
  /** how long a batch that is not full waits for more records */
  readonly windowMs: number;
  readonly pollMs: number;
  readonly matches: (record: unknown) => boolean;
}

export interface Gathered {
  readonly chunks: readonly Chunk<StreamRecord>[];
  /** the sequence number read last, even if no record passed the filter; null when nothing was read */
  readonly lastRead: string | null;
  readonly finished: boolean;
}

/** Reads until the batch is full, its window ends, or, without a window, something was read. */
export async function gatherBatch(reader: ShardReader, how: Gathering, signal: AbortSignal): Promise<Gathered> {
  const records: StreamRecord[] = [];
  let lastRead: string | null = null;
  let finished = false;
  let deadline: number | null = null;
  while (!finished && records.length < how.batchSize) {
    const page = await reader.read(how.batchSize - records.length);
    finished = page.finished;
    lastRead = page.records.at(-1)?.sequenceNumber ?? lastRead;
    records.push(...page.records.filter(({ filtered }) => how.matches(filtered)));
    if (records.length > 0) deadline ??= Date.now() + how.windowMs;
    if (deadline === null || Date.now() >= deadline || signal.aborted) break;
    if (page.records.length === 0) await pause(Math.min(how.pollMs, how.windowMs), signal);
  }
  return { chunks: cutBySize(records), lastRead, finished };
}

function cutBySize(records: readonly StreamRecord[]): Chunk<StreamRecord>[] {
  const chunks: StreamRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    bytes += record.bytes;
    if (bytes > MAX_PAYLOAD_BYTES) {
      chunks.push([]);
      bytes = record.bytes;
    }
    chunks.at(-1)?.push(record);
  }
  return chunks.map((part) => ({ records: part, failures: 0 }));
}
