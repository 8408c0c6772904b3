import { MAX_INSTANT } from '../../domain/market/tick.ts';

/** A time in microseconds lies between these two when it is read as one in milliseconds, a thousand times too late. */
const MICROSECONDS = { from: Date.UTC(2010, 0, 1) * 1_000, to: MAX_INSTANT * 1_000 };
/** The busiest coin has had some billions of trades in nine years. */
export const MAX_TRADE_ID = 1e13;

/** Whether it can be an instant, ms. Whether it can be true, `trade-times.ts` says. */
export function isTime(value: unknown): value is number {
  return isCount(value) && value < MAX_INSTANT;
}

/** What is wrong with a value that is no time. */
export function explainTime(value: unknown): string {
  const isMicroseconds = typeof value === 'number' && value >= MICROSECONDS.from && value < MICROSECONDS.to;
  return isMicroseconds ? 'is not a time in ms, but may be one in microseconds' : 'is not a time in ms';
}

/** Whether it can be the id of a trade. */
export function isTradeId(value: unknown): value is number {
  return isCount(value) && value <= MAX_TRADE_ID;
}

/** A whole number from 0 on that a double holds. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
