import type { Limits } from '../../domain/people/limits.ts';

/** The defaults of infra/config.ts. */
export const LIMITS: Limits = {
  maxAlerts: 2_000,
  maxArmedPerCoin: 500,
  maxCoins: 50,
  writesPerMinute: 120,
  previewMsPerMinute: 10_000,
  maxFiresPerHour: 60,
};
