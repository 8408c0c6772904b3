/** Pauses after the first attempts; the last one after every later attempt. */
export const RETRY_PAUSES_MS = [5_000, 30_000, 120_000, 300_000, 900_000] as const;
export const LAST_PAUSE_MS = 900_000;
/** After this time the delivery has failed, and the webhook is switched off. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;

/** How long to wait after the attempt of this number, the first being 1. */
export function pauseAfter(attempts: number): number {
  return RETRY_PAUSES_MS[attempts - 1] ?? LAST_PAUSE_MS;
}
