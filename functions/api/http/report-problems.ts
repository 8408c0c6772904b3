import type { MiddlewareObj } from '@middy/core';
import * as z from 'zod';
import { type Answer, asAskedFor } from './answer.ts';
import { Problem, type ProblemOptions, unavailable } from './problem.ts';

const RETRY_AFTER_S = 1;

/** Names of AWS errors that pass by themselves. */
const PASSING_ERRORS = new Set([
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

/** Every error becomes an answer here and nowhere else. What is not meant for the client is logged, and only logged. */
export function reportProblems(): MiddlewareObj<unknown, Answer> {
  return {
    onError: ({ error, event, context, response }) => {
      if (response !== undefined) return;
      const problem = toProblem(error, { requestId: context?.awsRequestId, routeKey: routeKeyOf(event) });
      return asAskedFor(methodOf(event), problemAnswer(problem));
    },
  };
}

function toProblem(error: unknown, where: Record<string, unknown>): ProblemOptions {
  if (error instanceof Problem) return error.options;
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(
    JSON.stringify({ level: 'error', message: 'request failed', ...where, error: { name, message, stack } }),
  );
  if (PASSING_ERRORS.has(name)) return unavailable('The database is busy; try again.', RETRY_AFTER_S).options;
  return {
    status: 500,
    title: 'Internal error',
    detail: 'The request failed; the fault is on our side and was logged.',
  };
}

function problemAnswer({ status, title, detail, errors, headers }: ProblemOptions): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail, ...(errors && { errors }) }),
  };
}

const methodSchema = z.object({ requestContext: z.object({ http: z.object({ method: z.string() }) }) });

/** Empty of what is no event of the gateway. */
function methodOf(event: unknown): string {
  return methodSchema.safeParse(event).data?.requestContext.http.method ?? '';
}

function routeKeyOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'routeKey' in event ? event.routeKey : undefined;
}
