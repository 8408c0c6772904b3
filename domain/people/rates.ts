/** What a person may use up in a minute (docs/decisions/0021). */
export type RateName = 'writes' | 'linkWrites' | 'previewMs';

/** How much of each rate that its person can use signed in was used in one window. */
export type UsedRates = Readonly<Record<Exclude<RateName, 'linkWrites'>, number>>;

/** A window begins at each whole minute of our own clock. */
const RATE_WINDOW_MS = 60_000;

/** The start of the window that holds `now`; ms. */
export function windowStart(now: number): number {
  return Math.floor(now / RATE_WINDOW_MS) * RATE_WINDOW_MS;
}

/** The end of the window that holds `now`: then all of the rate is there again; ms. */
export function windowEnd(now: number): number {
  return windowStart(now) + RATE_WINDOW_MS;
}
