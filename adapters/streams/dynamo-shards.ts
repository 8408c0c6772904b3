import { DescribeStreamCommand, type DynamoDBStreamsClient, type Shard } from '@aws-sdk/client-dynamodb-streams';

/** A stream keeps 24 h of shards, some thousands at most: a longer list would never end. */
const MAX_PAGES = 100;

export interface ListedShard {
  readonly id: string;
  readonly parentId: string | null;
  /** no record will be added */
  readonly closed: boolean;
}

/** Every shard of the stream, all pages. @throws Error when there are more than 100 pages */
export async function listShards(client: DynamoDBStreamsClient, streamArn: string): Promise<ListedShard[]> {
  const shards: ListedShard[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
    );
    for (const shard of StreamDescription?.Shards ?? []) shards.push(readShard(shard));
    after = StreamDescription?.LastEvaluatedShardId;
    if (!after) return shards;
  }
  throw new Error(`stream ${streamArn} lists more than ${MAX_PAGES} pages of shards`);
}

function readShard({ ShardId, ParentShardId, SequenceNumberRange }: Shard): ListedShard {
  if (!ShardId) throw new Error('DynamoDB listed a shard without an id');
  return { id: ShardId, parentId: ParentShardId ?? null, closed: Boolean(SequenceNumberRange?.EndingSequenceNumber) };
}
