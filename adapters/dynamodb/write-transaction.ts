import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** `failed`: indexes of the items whose condition did not hold; then nothing was written. */
export type TransactionOutcome =
  | { readonly written: true }
  | { readonly written: false; readonly failed: readonly number[] };

const MAX_TRANSACTION_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 20;
const TRANSIENT_REASONS = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

const cancelledSchema = z.object({
  name: z.literal('TransactionCanceledException'),
  CancellationReasons: z.array(z.object({ Code: z.string().optional() })),
});

/**
 * Writes all items or none. Retries a few times when another transaction works on the same coin, or when it is throttled.
 * @throws the SDK's error when the retries fail too, or for any other reason
 */
export async function writeTransaction(
  client: DynamoDBDocumentClient,
  items: TransactItem[],
): Promise<TransactionOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return { written: true };
    } catch (error) {
      const codes = cancellationCodes(error);
      const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
      if (failed.length > 0) return { written: false, failed };
      const mayPass = codes.some((code) => TRANSIENT_REASONS.includes(code));
      if (!mayPass || attempt === MAX_TRANSACTION_ATTEMPTS) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * Math.random());
    }
  }
}

function cancellationCodes(error: unknown): string[] {
  const cancelled = cancelledSchema.safeParse(error);
  return cancelled.success ? cancelled.data.CancellationReasons.map(({ Code }) => Code ?? 'None') : [];
}
