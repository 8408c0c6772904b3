import * as z from 'zod';
import type { WakeUpJob, WakeUpTarget } from '../../domain/messages/delivery-job.ts';
import type { WakeUpTable } from '../dynamodb/messages/wake-up-table.ts';
import { MAX_DELAY_MS } from './message-queue.ts';

/** A wake-up that is this late is lost. */
export const LOST_WAKE_UP_MS = 5 * 60_000;
/** A wake-up that is this late is in time: SQS delays by whole seconds, and the clocks of functions differ. */
const IN_TIME_MS = 1_000;
/** Nobody waits for a message that can't be sent: it is handled together with those that come meanwhile. */
export const CLOSING_PAUSE_MS = 5_000;

export interface WakeUpsDeps {
  readonly table: Pick<WakeUpTable, 'recordSent' | 'recordArrived'>;
  readonly queue: { send(job: WakeUpJob, delayMs: number): Promise<void> };
  /** own clock, ms */
  readonly now: () => number;
}

/** `at`: when it is wanted. `wakeUpAt`: when the one that is under way comes; 0 when none is. Own clock, ms. */
export interface WantedWakeUp {
  readonly at: number;
  readonly wakeUpAt: number;
}

/**
 * The jobs of the queues `mails` and `webhooks` (docs/decisions/0021). What waits is in the table; a wake-up reminds a sender to look.
 * Store what waits, then read `wakeUpAt`, then schedule.
 */
export function createWakeUps({ table, queue, now }: WakeUpsDeps) {
  return {
    /**
     * Sends a wake-up as a delayed job, unless one is under way that comes in time. It is sent before it is recorded: a second one does
     * no harm. SQS delays by 15 minutes at most: who gets a wake-up too early schedules the next.
     */
    async schedule(target: WakeUpTarget, { at, wakeUpAt }: WantedWakeUp): Promise<void> {
      const sentAt = now();
      const wantedAt = Math.min(Math.max(at, sentAt), sentAt + MAX_DELAY_MS);
      if (wakeUpAt <= wantedAt + IN_TIME_MS && wakeUpAt > sentAt - LOST_WAKE_UP_MS) return;
      await queue.send({ ...target, at: wantedAt }, wantedAt - sentAt);
      await table.recordSent(target, { at: wantedAt, laterAt: wakeUpAt > wantedAt ? wakeUpAt : 0 });
    },

    /** Call this before what waits is read for the last time: who still sees this wake-up under way has stored its message before that. */
    recordArrived(target: WakeUpTarget, at: number): Promise<void> {
      return table.recordArrived(target, at);
    },
  };
}

export type WakeUps = ReturnType<typeof createWakeUps>;

/**
 * What `read` finds out; null when an item can't be read. The sender fails then, for one person. A caller that fails stops the stream
 * for everybody.
 */
export async function unlessUnreadable<Found>(read: () => Found | Promise<Found>): Promise<Found | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof RangeError) return null;
    throw error;
  }
}
