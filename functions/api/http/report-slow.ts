import type { Context } from 'aws-lambda';
import type { CallTime, CallTimes } from '../../../adapters/dynamodb/call-times.ts';
import { LineLimit, type Log } from '../../../adapters/log.ts';
import type { Answer } from './answer.ts';
import { routeKeyOf } from './report-problems.ts';

/** A request that takes longer is logged with what its calls took. */
export const SLOW_REQUEST_MS = 500;
const MAX_CALLS_SHOWN = 10;
/** of one environment: what anyone may ask for can be slow as often as it is asked */
const MAX_LINES_PER_MINUTE = 30;

export interface ReportSlowDeps {
  readonly calls: Pick<CallTimes, 'begin' | 'calls'>;
  readonly log: Log;
  /** monotonic ms */
  readonly elapsed: () => number;
}

type Handler = (event: unknown, context: Context) => Promise<Answer>;

/**
 * Logs one line for an answer that took long or is a 5xx, with `gatewayRequestId`: the `requestId` of the access log. It has no path,
 * which may hold a token, and nothing of what was read or written.
 */
export function reportSlow(answer: Handler, { calls, log, elapsed }: ReportSlowDeps): Handler {
  const lines = new LineLimit(MAX_LINES_PER_MINUTE);
  let isFirst = true;
  return async (event, context) => {
    const begun = elapsed();
    calls.begin();
    const given = await answer(event, context);
    const ms = Math.round(elapsed() - begun);
    const status = given.statusCode ?? 200;
    if ((ms > SLOW_REQUEST_MS || status >= 500) && lines.allows(elapsed()))
      log.warn('request slow or failed', { ...aboutRequest(event), status, ms, isFirst, ...aboutCalls(calls.calls) });
    isFirst = false;
    return given;
  };
}

/** The slowest, and how many there were. */
function aboutCalls(calls: readonly CallTime[]) {
  const slowest = calls.toSorted((a, b) => b.ms - a.ms).slice(0, MAX_CALLS_SHOWN);
  return { callCount: calls.length, calls: slowest };
}

function aboutRequest(event: unknown) {
  const context = typeof event === 'object' && event !== null && 'requestContext' in event && event.requestContext;
  const requestId = typeof context === 'object' && context !== null && 'requestId' in context && context.requestId;
  return { routeKey: routeKeyOf(event), ...(requestId !== false && { gatewayRequestId: requestId }) };
}
