import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { type Answer, withCommonHeaders } from './http/answer.ts';
import { reportProblems } from './http/report-problems.ts';

/** The handler of a function that answers HTTP API events: errors become problems, and every answer gets the headers of all. */
export function serveApi(
  answer: (event: unknown) => Promise<Answer>,
): (event: unknown, context: Context) => Promise<Answer> {
  const handler = middy(answer).use(reportProblems());
  return withRequestId(async (event, context) => withCommonHeaders(await handler(event, context)));
}
