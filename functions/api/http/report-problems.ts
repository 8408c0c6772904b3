import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod';
import { errorFields, log } from '../../../adapters/log.ts';
import type { ProblemView } from '../../../contract/problem-view.ts';
import { type Answer, dropBodyForHead } from './answer.ts';
import { Problem, type ProblemOptions, unavailable } from './problem.ts';

const RETRY_AFTER_S = 1;

/** Names of AWS errors that go away by themselves. */
const TRANSIENT_ERRORS = new Set([
  'InternalServerError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** Every error becomes an answer here and nowhere else. What the client must not see is logged. */
export function reportProblems(): MiddlewareObj<unknown, Answer> {
  return {
    onError: ({ error, event, response }) => {
      if (response !== undefined) return;
      const problem = toProblem(error, { routeKey: routeKeyOf(event) });
      return dropBodyForHead(methodOf(event), problemAnswer(problem));
    },
  };
}

/** What is said of an error. One that is no Problem is logged. */
export function toProblem(error: unknown, where: Record<string, unknown>): ProblemOptions {
  if (error instanceof Problem) return error.options;
  log.error('request failed', { ...where, ...errorFields(error) });
  if (error instanceof Error && TRANSIENT_ERRORS.has(error.name))
    return unavailable('The database is busy; try again.', RETRY_AFTER_S).options;
  return {
    status: 500,
    title: 'Internal error',
    detail: 'The request failed; the fault is on our side and was logged.',
  };
}

function problemAnswer(problem: ProblemOptions): Answer {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...problem.headers },
    body: JSON.stringify(problemBody(problem)),
  };
}

export function problemBody({ status, title, detail, errors, alertId }: ProblemOptions): ProblemView {
  const named = { ...(errors && { errors: [...errors] }), ...(alertId !== undefined && { alertId }) };
  return { type: 'about:blank', title, status, detail, ...named };
}

const methodSchema = z.object({ requestContext: z.object({ http: z.object({ method: z.string() }) }) });

/** Empty when it is no event of the gateway. */
function methodOf(event: unknown): string {
  return methodSchema.safeParse(event).data?.requestContext.http.method ?? '';
}

/** Of an event that may be anything; undefined where it has none. */
export function routeKeyOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'routeKey' in event ? event.routeKey : undefined;
}
