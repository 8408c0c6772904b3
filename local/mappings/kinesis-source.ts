import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { REGION } from '../local-account.ts';
import { createReader, type Position, type StreamRecord, type StreamSource } from './stream-source.ts';

/** A Kinesis stream as a source of `aws:kinesis` records. */
export function createKinesisSource(client: KinesisClient, arn: string): StreamSource {
  const name = arn.split('/').at(-1) ?? arn;
  return {
    arn,
    batchInfoName: 'KinesisBatchInfo',
    async shards() {
      const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: name }));
      return Shards.flatMap(({ ShardId, ParentShardId }) =>
        ShardId ? [{ id: ShardId, parentId: ParentShardId ?? null }] : [],
      );
    },
    open: (shardId, position) => openShard({ client, arn, name, shardId }, position),
  };
}

interface ShardPlace {
  readonly client: KinesisClient;
  readonly arn: string;
  readonly name: string;
  readonly shardId: string;
}

function openShard({ client, arn, name, shardId }: ShardPlace, position: Position) {
  return createReader(position, {
    async iteratorAt(from) {
      const after = from !== 'oldest' && 'after' in from ? from.after : null;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({
          StreamName: name,
          ShardId: shardId,
          ...(after === null
            ? { ShardIteratorType: 'TRIM_HORIZON' }
            : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }),
        }),
      );
      return ShardIterator ?? null;
    },
    async readAt(iterator, limit) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }),
      );
      const records = Records.flatMap((record) => toStreamRecord(record, shardId, arn) ?? []);
      return { records, next: NextShardIterator ?? null };
    },
    isTrimmed: (error) => error instanceof InvalidArgumentException,
    isExpired: (error) => error instanceof ExpiredIteratorException,
  });
}

function toStreamRecord(record: KinesisRecord, shardId: string, arn: string): StreamRecord | null {
  const { SequenceNumber: sequenceNumber, Data, PartitionKey, ApproximateArrivalTimestamp } = record;
  if (!sequenceNumber || !Data) return null;
  const data = Buffer.from(Data).toString('base64');
  const arrivedAt = ApproximateArrivalTimestamp?.getTime() ?? Date.now();
  const kinesis = {
    kinesisSchemaVersion: '1.0',
    partitionKey: PartitionKey ?? '',
    sequenceNumber,
    data,
    approximateArrivalTimestamp: arrivedAt / 1_000,
  };
  const envelope = {
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/local',
    awsRegion: REGION,
    eventSourceARN: arn,
  };
  return {
    sequenceNumber,
    arrivedAt,
    bytes: data.length,
    record: { kinesis, ...envelope },
    get filtered() {
      return { ...kinesis, data: decodeData(Data) };
    },
  };
}

/** Lambda decodes the data for a filter. Data that is not JSON matches no pattern on `data`. */
function decodeData(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString('utf8'));
  } catch {
    return undefined;
  }
}
