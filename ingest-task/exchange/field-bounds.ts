import { MAX_INSTANT } from '../../domain/market/tick.ts';

/** A number between these two, read as a time in ms, is much too late; read in microseconds, it is a time of our days. */
const MICROSECONDS = { from: Date.UTC(2010, 0, 1) * 1_000, to: MAX_INSTANT * 1_000 };
/** The busiest coin has had some billions of trades in nine years. */
export const MAX_TRADE_ID = 1e13;

/** Whether it can be an instant, ms. Whether it is plausible, `trade-times.ts` decides. */
export function isTime(value: unknown): value is number {
  return isCount(value) && value < MAX_INSTANT;
}

/** Explains a value that is no time. */
export function explainTime(value: unknown): string {
  const isMicroseconds = typeof value === 'number' && value >= MICROSECONDS.from && value < MICROSECONDS.to;
  return isMicroseconds ? 'is not a time in ms, but may be one in microseconds' : 'is not a time in ms';
}

/** Whether it can be the id of a trade. */
export function isTradeId(value: unknown): value is number {
  return isCount(value) && value <= MAX_TRADE_ID;
}

/** A whole number, 0 or greater, that a double holds. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
