/** A request that is sent just before the end could arrive after it; clocks differ by some seconds. */
const RENEW_BEFORE_MS = 90_000;

/** Whether a token can be sent still. `exp`: its end as in the token, seconds. */
export function isFresh(exp: number | undefined, now: number): boolean {
  return exp !== undefined && exp * 1_000 - now > RENEW_BEFORE_MS;
}
