import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Outage } from '../../../domain/market/outage.ts';
import { conditionHeld } from '../conditional-write.ts';

const DIGITS = 16;

function keyOf({ symbol, since }: Pick<Outage, 'symbol' | 'since'>) {
  return { kind: `outage#${symbol}`, name: String(since).padStart(DIGITS, '0') };
}

/**
 * The outages of coins, in table `market`: `outage#<symbol>` partitions hold one item an outage. A repeated call changes
 * nothing, so the table's stream has one record for each beginning and each end.
 */
export function createOutageTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** False when the outage is known. */
    begin(outage: Outage): Promise<boolean> {
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...keyOf(outage), ...outage },
        ConditionExpression: 'attribute_not_exists(kind)',
      });
      return conditionHeld(client.send(put));
    },

    /** False when it has ended already, or never began. */
    end(outage: Outage): Promise<boolean> {
      const { endedAt, rechecked } = outage;
      const update = new UpdateCommand({
        TableName: tableName,
        Key: keyOf(outage),
        UpdateExpression: 'SET endedAt = :at, rechecked = :rechecked',
        ConditionExpression: 'attribute_exists(kind) AND endedAt = :none',
        ExpressionAttributeValues: { ':at': endedAt, ':rechecked': rechecked, ':none': null },
      });
      return conditionHeld(client.send(update));
    },
  };
}

export type OutageTable = ReturnType<typeof createOutageTable>;
