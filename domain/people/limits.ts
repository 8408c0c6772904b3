/** The most that one person may have or do (docs/decisions/0021). Each is a setting of the stack, infra/config.ts. */
export interface Limits {
  readonly maxAlerts: number;
  /** armed alerts on one coin */
  readonly maxArmedPerCoin: number;
  /** coins that nobody followed before this person asked for them */
  readonly maxCoins: number;
  readonly writesPerMinute: number;
  /** time that previews take, ms a minute */
  readonly previewMsPerMinute: number;
  /** fires of one alert; past it the alert is muted until the hour ends */
  readonly maxFiresPerHour: number;
}

/** How many coins an admin may bring in at least. */
const MAX_COINS_OF_ADMIN = 1_000;

/** How many coins a person may bring in. */
export function maxCoinsOf({ maxCoins }: Limits, isAdmin: boolean): number {
  return isAdmin ? Math.max(MAX_COINS_OF_ADMIN, maxCoins) : maxCoins;
}
