import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Outage, outageSchema } from '../../../domain/market/outage.ts';

/** The outages of coins, in table `market`, read only: the ingest task writes them (`outage-table.ts`). */
export function createOutageList(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Of one coin, the newest first. Eventually consistent. */
    async ofCoin(symbol: string, limit: number): Promise<Outage[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': `outage#${symbol}` },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return Items.map((item) => outageSchema.parse(item));
    },
  };
}

export type OutageList = ReturnType<typeof createOutageList>;
