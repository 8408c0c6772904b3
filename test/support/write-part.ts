import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TransactItem, writeTransaction } from '../../adapters/dynamodb/write-transaction.ts';

/** A transaction of one part; false when its condition did not hold. */
export async function writePart(client: DynamoDBDocumentClient, part: TransactItem | null): Promise<boolean> {
  return (await writeTransaction(client, part ? [part] : [])).written;
}
