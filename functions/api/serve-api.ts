import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { log } from '../../adapters/log.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { type Answer, withCommonHeaders } from './http/answer.ts';
import { reportProblems } from './http/report-problems.ts';
import { reportSlow } from './http/report-slow.ts';

/**
 * The handler of a function that answers HTTP API events: errors become problems, every answer gets the headers of all, and one that
 * took long is logged. `calls`: those of the function's tables
 */
export function serveApi(
  answer: (event: unknown) => Promise<Answer>,
  calls: CallTimes,
): (event: unknown, context: Context) => Promise<Answer> {
  const handler = middy(answer).use(reportProblems());
  const elapsed = () => performance.now();
  return withRequestId(
    reportSlow(async (event, context) => withCommonHeaders(await handler(event, context)), { calls, log, elapsed }),
  );
}
