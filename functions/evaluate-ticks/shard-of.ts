import type { KinesisStreamRecord } from 'aws-lambda';

/** The id of the shard that the record lies in. */
export function shardOf({ eventID }: Pick<KinesisStreamRecord, 'eventID'>): string {
  return eventID.split(':')[0] ?? eventID;
}

/** When the stream took the record, ms. */
export function arrivalOf({ kinesis }: KinesisStreamRecord): number {
  return Math.round(kinesis.approximateArrivalTimestamp * 1_000);
}
