import type { DynamoDBRecord, KinesisStreamRecord, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import type { Log } from './log.ts';
import { functionMetrics } from './metric-report.ts';

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
  /** Whether the failure counts as trouble. Without it, each does. */
  isTrouble?(error: unknown): boolean;
  /** gets one line for a batch with trouble, which is the metric of failed records */
  readonly log: Pick<Log, 'warn'>;
}

/** One record after another, up to the first failure: the stream then continues with the record that failed. */
export async function processInOrder<Item extends BatchRecord>(
  records: readonly Item[],
  options: BatchOptions<Item>,
): Promise<BatchResponse> {
  for (const [index, record] of records.entries()) {
    const failure = await tryRecord(record, index, options);
    if (failure) return respond([failure], options);
  }
  return respond([], options);
}

/** Every record by itself, at most `maxAtOnce` at a time: only those that failed are delivered again. */
export async function processEach<Item extends BatchRecord>(
  records: readonly Item[],
  { maxAtOnce, ...options }: BatchOptions<Item> & { readonly maxAtOnce: number },
): Promise<BatchResponse> {
  const tryOne = (record: Item, index: number) => tryRecord(record, index, options);
  const outcomes = await pMap(records, tryOne, { concurrency: maxAtOnce });
  return respond(
    outcomes.filter((outcome) => outcome !== null),
    options,
  );
}

interface Failure {
  readonly id: string;
  readonly error: unknown;
}

async function tryRecord<Item extends BatchRecord>(
  record: Item,
  index: number,
  { process, onFailure }: BatchOptions<Item>,
): Promise<Failure | null> {
  try {
    await process(record);
    return null;
  } catch (error) {
    const id = idOf(record);
    await onFailure(error, { record, id, index });
    return { id, error };
  }
}

/**
 * A partial failure is no error of the function, so Lambda's own metrics do not show it: this line does. One failure says little; an
 * alarm goes off when they do not end.
 */
function respond<Item extends BatchRecord>(
  failures: readonly Failure[],
  { isTrouble = () => true, log }: BatchOptions<Item>,
): BatchResponse {
  const failedRecords = failures.filter(({ error }) => isTrouble(error)).length;
  if (failedRecords > 0) log.warn('records are delivered again', functionMetrics({ failedRecords }, Date.now()));
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

/** An empty id makes Lambda deliver the whole batch again. */
function idOf(record: BatchRecord): string {
  if ('messageId' in record) return record.messageId;
  if ('kinesis' in record) return record.kinesis.sequenceNumber;
  return record.dynamodb?.SequenceNumber ?? '';
}
