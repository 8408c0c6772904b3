import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { bookKey } from '../../domain/alert-id.ts';
import { type Channel, channelSchema } from '../../domain/channel.ts';

const ARMED: ReadonlySet<string> = new Set(['arming', 'active']);

const itemSchema = z.object({
  owner: z.string(),
  channels: z.array(channelSchema),
  state: z.object({ status: z.string() }),
});

/** Whose alert it is, and how they want to be told. */
export interface ArmedAlert {
  readonly owner: string;
  readonly channels: readonly Channel[];
}

/** Table `alerts`: the alerts of one coin that a trade could fire. */
export function createArmedAlerts(client: DynamoDBDocumentClient, tableName: string) {
  async function readShard(symbol: string, shard: number): Promise<ArmedAlert[]> {
    const alerts: ArmedAlert[] = [];
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
      // an alert that can't be read is not armed
      const read = Items.flatMap((item) => itemSchema.safeParse(item).data ?? []);
      alerts.push(...read.filter(({ state }) => ARMED.has(state.status)));
      from = LastEvaluatedKey;
    } while (from);
    return alerts;
  }

  return {
    async ofCoin({ symbol, shards }: { symbol: string; shards: number }): Promise<ArmedAlert[]> {
      const pages = Array.from({ length: shards }, (_, shard) => readShard(symbol, shard));
      return (await Promise.all(pages)).flat();
    },
  };
}

export type ArmedAlerts = ReturnType<typeof createArmedAlerts>;
