import type { Config } from '../config.ts';

/** The limits of a person, as environment variables of the functions that hold them. */
export function limitVariables(config: Config) {
  return {
    MAX_ALERTS: String(config.maxAlerts),
    MAX_ARMED_PER_COIN: String(config.maxArmedPerCoin),
    MAX_COINS: String(config.maxCoins),
    WRITES_PER_MINUTE: String(config.writesPerMinute),
    PREVIEW_MS_PER_MINUTE: String(config.previewMsPerMinute),
    MAX_FIRES_PER_HOUR: String(config.maxFiresPerHour),
  };
}
