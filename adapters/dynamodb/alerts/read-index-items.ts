import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { bookKey } from '../../../domain/alerts/alert-id.ts';
import { readAll } from '../query-all.ts';

/** All items of one coin's book, whole and consistently, shard by shard. For what concerns them all, which is rare. */
export async function readIndexItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  { symbol, shards }: { readonly symbol: string; readonly shards: number },
): Promise<Record<string, unknown>[]> {
  const readShard = (shard: number) =>
    readAll(client, {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'book = :book',
      ExpressionAttributeValues: { ':book': bookKey({ symbol, shard }) },
    });
  const each = await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return each.flat();
}
