import * as z from 'zod';
import { CHART_INTERVALS, type ChartInterval, lengthOf } from '../../../domain/market/chart-interval.ts';
import { instantField } from '../http/instant-query.ts';
import { invalidRequest } from '../http/problem.ts';

/** The most candles or values of a page. */
export const MAX_POINTS = 1_500;

const DAY_MS = lengthOf('1d');
const DEFAULT_SPAN_MS: Readonly<Record<ChartInterval, number>> = {
  '1m': DAY_MS,
  '5m': 5 * DAY_MS,
  '15m': 5 * DAY_MS,
  '1h': 30 * DAY_MS,
  '4h': 120 * DAY_MS,
  '1d': 365 * DAY_MS,
};
/** The query of whatever is read interval by interval. */
export const spanFields = {
  interval: z.enum(CHART_INTERVALS, `must be one of ${CHART_INTERVALS.join(', ')}`).default('1m'),
  from: instantField.meta({
    param: {
      description: '1, 5, 5, 30, 120 or 365 days before to, by the interval; a day alone is its start in UTC',
    },
  }),
  to: instantField.meta({ param: { description: 'not included; now' } }),
};

/** ms, half-open; both are starts of an interval */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface AskedSpan {
  readonly interval: ChartInterval;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** `now`: exchange clock, ms. @throws Problem 422 when it ends before it begins */
export function spanOf({ interval, from, to }: AskedSpan, now: number): Span {
  // the interval that begins just now is open: the span goes on to its end
  const end = to ?? now + 1;
  const start = from ?? (to ?? now) - DEFAULT_SPAN_MS[interval];
  if (start > end) throw invalidRequest([{ path: 'from', message: 'must not be after to' }]);
  return { from: startAfter(start, interval), to: startAfter(end, interval) };
}

/** The first start of an interval at or after the instant: requests of the same minute are for the same candles. */
function startAfter(instant: number, interval: ChartInterval): number {
  const length = lengthOf(interval);
  return Math.max(0, Math.ceil(instant / length) * length);
}
