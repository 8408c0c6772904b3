/** The intervals in which candles are stored. */
export const CANDLE_INTERVALS = ['1m', '15m', '1h', '1d'] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

export const INTERVAL_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': 60_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '1d': 86_400_000,
};

export const HOUR_MINUTES = INTERVAL_MS['1h'] / INTERVAL_MS['1m'];

/** Start of the interval that holds `instant`, ms. Days are those of UTC. */
export function intervalOf(instant: number, intervalMs: number): number {
  return Math.floor(instant / intervalMs) * intervalMs;
}
