const MAX_ATTEMPTS = 4;
const FIRST_WAIT_MS = 1_000;
/** Who has to wait longer is better served with the error. */
const MAX_WAIT_MS = 30_000;

/** How a call ended that did not succeed. */
export interface Attempt {
  /** the call changes nothing, or no more when it is made twice */
  readonly mayRepeat: boolean;
  /** null: nothing answered */
  readonly status: number | null;
  /** the header of the answer, as it came: seconds, or a date */
  readonly retryAfter: string | null;
}

/**
 * How long to wait in ms before the call is made again; null: not again. A refusal for want of room (429) has changed nothing, so
 * any call may follow it; after a 503, or no answer, only what may be repeated.
 */
export function waitBeforeRetry({ mayRepeat, status, retryAfter }: Attempt, attempt: number): number | null {
  if (attempt >= MAX_ATTEMPTS) return null;
  const isRefusedForNow = status === 429 || (mayRepeat && (status === 503 || status === null));
  if (!isRefusedForNow) return null;
  const waitMs = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : FIRST_WAIT_MS * 2 ** (attempt - 1);
  return waitMs <= MAX_WAIT_MS ? waitMs : null;
}
