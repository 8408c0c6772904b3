import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
} from '@aws-sdk/client-dynamodb-streams';
import { listShards } from './dynamo-shards.ts';
import { ShardLineage, type ShardProgress, type StreamStart } from './shard-lineage.ts';

/** DynamoDB's limit of one call. */
export const MAX_RECORDS_PER_READ = 1_000;
/** The list of shards is read this often, and whenever a shard ends. */
const SHARDS_REFRESH_MS = 10_000;

export interface StreamRecord {
  readonly record: _Record;
  readonly sequenceNumber: string;
  readonly shardId: string;
}

export interface StreamBatch {
  readonly shardId: string;
  /** in order, never more than the limit */
  readonly records: readonly StreamRecord[];
  /** records before these have been trimmed (older than 24 h) and are lost to this reader */
  readonly trimmed: boolean;
}

export interface DynamoStreamOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly start: StreamStart;
  /** records per shard and read, ≤ 1,000 */
  readonly limit?: number;
  /** monotonic ms */
  readonly elapsed?: () => number;
}

/**
 * Reads every shard of a table's stream, parents before their children. `next()` returns at most one batch per shard. The
 * consumer finishes them before it calls again, so it never sees a child's records before its parent's.
 *
 * The `next()` after a failed read reads again from the same place. After an iterator has expired before any record was
 * read, records may come twice; none is left out.
 */
export class DynamoStream {
  readonly #options: Required<DynamoStreamOptions>;
  readonly #lineage: ShardLineage;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DynamoStreamOptions) {
    this.#options = { limit: MAX_RECORDS_PER_READ, elapsed: () => performance.now(), ...options };
    this.#lineage = new ShardLineage(options.start);
  }

  /** Fixes where each shard starts: everything written after this call will be read. */
  async open(): Promise<void> {
    await this.#list();
    for (const shard of this.#lineage.readable()) {
      await this.#iterator(shard).catch((error: unknown) => this.#recover(shard, error));
    }
  }

  /**
   * The next batches, without empty ones.
   * @throws the first error when no shard had records; otherwise the failed shard is read again next time
   */
  async next(): Promise<StreamBatch[]> {
    if (this.#options.elapsed() - this.#listedAt >= SHARDS_REFRESH_MS) await this.#list();
    const answers = await Promise.allSettled(this.#lineage.readable().map((shard) => this.#read(shard)));
    const batches = answers
      .filter((answer) => answer.status === 'fulfilled')
      .map((answer) => answer.value)
      .filter((batch) => batch.records.length > 0 || batch.trimmed);
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure && batches.length === 0) throw failure.reason;
    return batches;
  }

  async #list(): Promise<void> {
    this.#lineage.update(await listShards(this.#options.client, this.#options.streamArn));
    this.#listedAt = this.#options.elapsed();
  }

  async #read(shard: ShardProgress): Promise<StreamBatch> {
    try {
      const { Records = [], NextShardIterator } = await this.#options.client.send(
        new GetRecordsCommand({ ShardIterator: await this.#iterator(shard), Limit: this.#options.limit }),
      );
      const records = Records.map((record) => readRecord(record, shard.id));
      shard.lastSequence = records.at(-1)?.sequenceNumber ?? shard.lastSequence;
      shard.iterator = NextShardIterator ?? null;
      if (!NextShardIterator) this.#finish(shard);
      return batchOf(shard, records);
    } catch (error) {
      this.#recover(shard, error);
      return batchOf(shard, []);
    }
  }

  async #iterator(shard: ShardProgress): Promise<string> {
    if (shard.iterator) return shard.iterator;
    const { ShardIterator } = await this.#options.client.send(
      new GetShardIteratorCommand({ StreamArn: this.#options.streamArn, ShardId: shard.id, ...placeOf(shard) }),
    );
    if (!ShardIterator) throw new Error(`shard ${shard.id}: DynamoDB gave no iterator`);
    shard.iterator = ShardIterator;
    return ShardIterator;
  }

  /** Prepares the next read where that can help. @throws any other error */
  #recover(shard: ShardProgress, error: unknown): void {
    const name = error instanceof Error ? error.name : '';
    switch (name) {
      case 'ExpiredIteratorException':
        shard.iterator = null;
        // without a record read there is no place to continue from but the beginning
        if (shard.lastSequence === null) shard.from = 'TRIM_HORIZON';
        return;
      case 'TrimmedDataAccessException':
        Object.assign(shard, { iterator: null, lastSequence: null, from: 'TRIM_HORIZON', trimmed: true });
        return;
      case 'ResourceNotFoundException':
        // a shard can disappear between two lists: the next list shows whether it still exists
        this.#listedAt = Number.NEGATIVE_INFINITY;
        if (this.#lineage.isListed(shard.id)) throw error;
        this.#finish(shard);
        return;
      default:
        throw error;
    }
  }

  #finish(shard: ShardProgress): void {
    this.#lineage.finish(shard);
    this.#listedAt = Number.NEGATIVE_INFINITY;
  }
}

function batchOf(shard: ShardProgress, records: readonly StreamRecord[]): StreamBatch {
  const { trimmed } = shard;
  shard.trimmed = false;
  return { shardId: shard.id, records, trimmed };
}

function placeOf(
  shard: ShardProgress,
): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'> & { ShardIteratorType: string } {
  if (shard.lastSequence === null) return { ShardIteratorType: shard.from };
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: shard.lastSequence };
}

function readRecord(record: _Record, shardId: string): StreamRecord {
  const sequenceNumber = record.dynamodb?.SequenceNumber;
  if (!sequenceNumber) throw new Error(`shard ${shardId}: record ${record.eventID} has no sequence number`);
  return { record, sequenceNumber, shardId };
}
