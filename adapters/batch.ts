import type { DynamoDBRecord, KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';

type BatchRecord = SQSRecord | KinesisStreamRecord | DynamoDBRecord;

/** Lambda's partial batch response: what is named here is delivered again; of a stream also all that comes after it. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** A record that failed. */
export interface FailedRecord<Item extends BatchRecord> {
  readonly record: Item;
  /** by which Lambda knows it */
  readonly id: string;
  /** its place in the batch, from 0 */
  readonly index: number;
}

export interface BatchOptions<Item extends BatchRecord> {
  process(record: Item): Promise<unknown>;
  /** Logs the failure. Must not throw: the response would be lost, and the whole batch delivered again. */
  onFailure(error: unknown, failed: FailedRecord<Item>): Promise<void> | void;
}

/** One record after another, up to the first failure: the stream then continues with the record that failed. */
export async function processInOrder<Item extends BatchRecord>(
  records: readonly Item[],
  { process, onFailure }: BatchOptions<Item>,
): Promise<BatchResponse> {
  for (const [index, record] of records.entries()) {
    try {
      await process(record);
    } catch (error) {
      const id = idOf(record);
      await onFailure(error, { record, id, index });
      return { batchItemFailures: [{ itemIdentifier: id }] };
    }
  }
  return { batchItemFailures: [] };
}

/** Every record by itself, at most `maxAtOnce` at a time: only those that failed are delivered again. */
export async function processEach<Item extends BatchRecord>(
  records: readonly Item[],
  { process, onFailure, maxAtOnce }: BatchOptions<Item> & { readonly maxAtOnce: number },
): Promise<BatchResponse> {
  const tryRecord = async (record: Item, index: number) => {
    try {
      await process(record);
      return [];
    } catch (error) {
      const id = idOf(record);
      await onFailure(error, { record, id, index });
      return [{ itemIdentifier: id }];
    }
  };
  const failures = await pMap(records, tryRecord, { concurrency: maxAtOnce });
  return { batchItemFailures: failures.flat() };
}

/** An empty id makes Lambda deliver the whole batch again. */
function idOf(record: BatchRecord): string {
  if ('messageId' in record) return record.messageId;
  if ('kinesis' in record) return record.kinesis.sequenceNumber;
  return record.dynamodb?.SequenceNumber ?? '';
}
