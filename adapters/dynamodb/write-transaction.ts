import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** `failed`: indexes of the items whose condition did not hold; none when other transactions kept working on them. Then nothing was written. */
export type TransactionOutcome =
  | { readonly written: true }
  | { readonly written: false; readonly failed: readonly number[] };

/** DynamoDB takes no more in one transaction. */
export const MAX_TRANSACTION_ITEMS = 100;

const MAX_TRANSACTION_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 400;
const CONFLICT = 'TransactionConflict';
const TRANSIENT_REASONS = [CONFLICT, 'ThrottlingError', 'ProvisionedThroughputExceeded'];

const cancelledSchema = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
});

/** Writes all items or none; without any there is nothing to do. @throws as `writeTransaction` */
export type WriteAll = (items: readonly TransactItem[]) => Promise<TransactionOutcome>;

export function createWriteAll(client: DynamoDBDocumentClient): WriteAll {
  return (items) => writeTransaction(client, [...items]);
}

/**
 * Writes all items or none. Retries a few times when another transaction works on one of them, or when it is throttled.
 * @throws the SDK's error when the retries fail too, or for any other reason
 */
export async function writeTransaction(
  client: DynamoDBDocumentClient,
  items: TransactItem[],
): Promise<TransactionOutcome> {
  if (items.length === 0) return { written: true };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return { written: true };
    } catch (error) {
      const codes = cancellationCodes(error);
      const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return { written: false, failed };
      const mayPass = codes.some((code) => TRANSIENT_REASONS.includes(code));
      if (!mayPass) throw error;
      if (attempt === MAX_TRANSACTION_ATTEMPTS) {
        if (codes.includes(CONFLICT)) return { written: false, failed: [] };
        throw error;
      }
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS) * Math.random());
    }
  }
}

function cancellationCodes(error: unknown): string[] {
  const cancelled = cancelledSchema.safeParse(error);
  return cancelled.success ? cancelled.data.CancellationReasons.map(({ Code }) => Code ?? 'None') : [];
}
