import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { bookKey } from '../../domain/alert-id.ts';

/** All items of one coin's book, whole and consistently, shard by shard. For what concerns them all, which is rare. */
export async function readBookItems(
  client: DynamoDBDocumentClient,
  tableName: string,
  { symbol, shards }: { readonly symbol: string; readonly shards: number },
): Promise<Record<string, unknown>[]> {
  async function readShard(shard: number): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'book = :book',
          ExpressionAttributeValues: { ':book': bookKey({ symbol, shard }) },
          ExclusiveStartKey: from,
        }),
      );
      items.push(...Items);
      from = LastEvaluatedKey;
    } while (from);
    return items;
  }
  const each = await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return each.flat();
}
