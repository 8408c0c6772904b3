import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionConflictException } from '@aws-sdk/client-dynamodb';

const MAX_CONFLICT_ATTEMPTS = 4;
const CONFLICT_PAUSE_MS = 10;

/**
 * The answer of a write of one item that a transaction may be writing at the same moment, which takes a few ms: only the write is
 * repeated, not all that led to it. @throws what the write throws
 */
export async function retryOnConflict<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt === MAX_CONFLICT_ATTEMPTS) throw error;
      await sleep(CONFLICT_PAUSE_MS * attempt);
    }
  }
}
