/** The server's clock minus this browser's, ms, as the newest answer showed it; to a second. */
let offsetMs = 0;

/** `age`: seconds that a cache on the way has kept the answer. */
export function noteServerTime({ date, age }: { date: string | null; age: string | null }, now: number): void {
  const served = date === null ? Number.NaN : Date.parse(date);
  if (!Number.isNaN(served)) offsetMs = served + Number(age ?? 0) * 1_000 - now;
}

/** An instant that the API names, on this browser's clock, ms: what ages are counted from. */
export function toOwnClock(instant: string): number {
  return Date.parse(instant) - offsetMs;
}

/** The server's clock, which follows the exchange's, at an instant of this browser's clock; ms. */
export function toServerClock(own: number): number {
  return own + offsetMs;
}
