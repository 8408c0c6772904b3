import type { KinesisStreamRecord } from 'aws-lambda';

/** A record of a shard as Lambda passes it to a function. `arrivedAt` in ms */
export function buildRecord(sequenceNumber: string, arrivedAt: number, payload = '{}'): KinesisStreamRecord {
  return {
    awsRegion: 'eu-west-1',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:1:stream/ticks',
    eventVersion: '1.0',
    invokeIdentityArn: '',
    kinesis: {
      approximateArrivalTimestamp: arrivedAt / 1_000,
      data: Buffer.from(payload).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey: 'BTCUSDT',
      sequenceNumber,
    },
  };
}
