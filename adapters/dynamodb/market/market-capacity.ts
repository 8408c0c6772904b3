import { type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';

/**
 * Moves the table to on-demand: resolves when AWS has begun it. That takes some minutes, in which the table goes on with the capacity that
 * it had. At most four times in 24 hours
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/switching.capacitymode.html).
 * @throws what the table throws, such as when it is being changed
 */
export async function moveToOnDemand(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new UpdateTableCommand({ TableName: tableName, BillingMode: 'PAY_PER_REQUEST' }));
}
