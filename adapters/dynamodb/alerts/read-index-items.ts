import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { queryAll } from '../query-all.ts';
import { partitionKey } from './alert-item.ts';

/** All alerts of one coin as items, read consistently from every shard. For what concerns them all, which is rare. */
export async function readIndexItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  { symbol, shards }: { readonly symbol: string; readonly shards: number },
): Promise<Record<string, unknown>[]> {
  const readShard = (shard: number) =>
    queryAll(client, {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'book = :book',
      ExpressionAttributeValues: { ':book': partitionKey({ symbol, shard }) },
    });
  const each = await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return each.flat();
}
