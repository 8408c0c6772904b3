import {
  type AttributeValue,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type _Record as DynamoDbRecord,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { Json, JsonObject } from '../json.ts';
import { REGION } from '../local-account.ts';
import { createReader, type Position, type Shard, type StreamRecord, type StreamSource } from './stream-source.ts';

/** DynamoDB Local gives the time of a change in whole minutes. */
const TIME_STEP_MS = 60_000;

/** A table's stream as a source of `aws:dynamodb` records. */
export function createTableSource(client: DynamoDBStreamsClient, arn: string): StreamSource {
  return {
    arn,
    batchInfoName: 'DDBStreamBatchInfo',
    shards: () => listShards(client, arn),
    open: (shardId, position) => openShard(client, { arn, shardId, position }),
  };
}

async function listShards(client: DynamoDBStreamsClient, arn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let from: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: arn, ...(from && { ExclusiveStartShardId: from }) }),
    );
    for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId) shards.push({ id: ShardId, parentId: ParentShardId ?? null });
    }
    from = StreamDescription?.LastEvaluatedShardId;
  } while (from);
  return shards;
}

interface ShardStart {
  readonly arn: string;
  readonly shardId: string;
  readonly position: Position;
}

function openShard(client: DynamoDBStreamsClient, { arn, shardId, position }: ShardStart) {
  const start = 'since' in position ? { since: Math.floor(position.since / TIME_STEP_MS) * TIME_STEP_MS } : position;
  return createReader(start, {
    async iteratorAt(from) {
      const after = from !== 'oldest' && 'after' in from ? from.after : null;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({
          StreamArn: arn,
          ShardId: shardId,
          ...(after === null
            ? { ShardIteratorType: 'TRIM_HORIZON' }
            : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
        }),
      );
      return ShardIterator ?? null;
    },
    async readAt(iterator, limit) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }),
      );
      return {
        records: Records.flatMap((record) => toStreamRecord(record, arn) ?? []),
        next: NextShardIterator ?? null,
      };
    },
    isTrimmed: (error) => error instanceof TrimmedDataAccessException || error instanceof ResourceNotFoundException,
    isExpired: (error) => error instanceof ExpiredIteratorException,
  });
}

function toStreamRecord({ dynamodb, eventID, eventName }: DynamoDbRecord, arn: string): StreamRecord | null {
  const sequenceNumber = dynamodb?.SequenceNumber;
  if (!dynamodb || !sequenceNumber) return null;
  const arrivedAt = dynamodb.ApproximateCreationDateTime?.getTime() ?? Date.now();
  const { Keys, NewImage, OldImage, SizeBytes, StreamViewType } = dynamodb;
  const record = {
    eventID: eventID ?? sequenceNumber,
    eventName: eventName ?? 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    dynamodb: {
      ApproximateCreationDateTime: arrivedAt / 1_000,
      ...(Keys && { Keys: imageToJson(Keys) }),
      ...(NewImage && { NewImage: imageToJson(NewImage) }),
      ...(OldImage && { OldImage: imageToJson(OldImage) }),
      SequenceNumber: sequenceNumber,
      SizeBytes: SizeBytes ?? 0,
      StreamViewType: StreamViewType ?? 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: arn,
  };
  return { sequenceNumber, arrivedAt, bytes: JSON.stringify(record).length, record, filtered: record };
}

/** An image as Lambda passes it to a function: typed values, binary as base64. */
function imageToJson(image: Readonly<Record<string, AttributeValue>>): JsonObject {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueToJson(value)]));
}

function valueToJson(value: AttributeValue): Json {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.M !== undefined) return { M: imageToJson(value.M) };
  if (value.L !== undefined) return { L: value.L.map(valueToJson) };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  throw new Error(`unknown attribute type ${JSON.stringify(value)}`);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
