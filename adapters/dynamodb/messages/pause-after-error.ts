import * as z from 'zod';
import { CLAIM_MS } from '../../../domain/messages/next-delivery.ts';
import { NoSuchDeliveryError } from './delivery-log.ts';

/** A row that can't be read is tried again after this pause, in case somebody has repaired it. */
const UNREADABLE_PAUSE_MS = 15 * 60_000;

/** How long a message waits after an error with its row, ms; null: its row is not there, and nothing can be sent. */
export function pauseAfterError(error: unknown): number | null {
  if (error instanceof NoSuchDeliveryError) return null;
  return error instanceof z.ZodError ? UNREADABLE_PAUSE_MS : CLAIM_MS;
}
