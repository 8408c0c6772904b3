import * as z from 'zod';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { CLAIM_MS } from '../../domain/messages/next-delivery.ts';
import { NoSuchDeliveryError } from '../dynamodb/messages/delivery-log.ts';
import { firstIssue } from '../first-issue.ts';
import { errorFields, type Log } from '../log.ts';
import type { QuarantineQueue } from './quarantine-queue.ts';

/** A row that can't be read is tried again for so long after its message came: a deploy may be under way. */
export const UNREADABLE_FOR_MS = 15 * 60_000;

/** A message that waits. `since` (ms): when it came. */
export type WaitingDelivery = DeliveryJob & { readonly since: number };

export interface PauseDeps {
  readonly quarantineQueue: Pick<QuarantineQueue, 'quarantine'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * How long a message waits after an error with its row, ms; null: it waits no longer. Its row is not there, and nothing can be sent;
 * or the row can't be read for so long that the delivery was quarantined. Its content is a job: a person repairs the row and sends it.
 * Never throws.
 */
export async function pauseAfterError(
  error: unknown,
  { messageId, channel, since }: WaitingDelivery,
  { quarantineQueue, log, now }: PauseDeps,
): Promise<number | null> {
  if (error instanceof NoSuchDeliveryError) return null;
  if (!(error instanceof z.ZodError) || now() - since <= UNREADABLE_FOR_MS) return CLAIM_MS;
  const reason = firstIssue(error, 'message');
  const about = { source: 'delivery log', record: messageId, reason };
  try {
    await quarantineQueue.quarantine({ ...about, content: JSON.stringify({ messageId, channel }) });
    log.error('delivery can not be read, quarantined', { ...about, channel });
    return null;
  } catch (failure) {
    log.error('could not be quarantined', { ...about, ...errorFields(failure) });
    return CLAIM_MS;
  }
}
