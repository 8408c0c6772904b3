import type { Context } from 'aws-lambda';

/** An environment runs one invocation at a time. */
let requestId: string | undefined;

/** Undefined outside of invocations, and in a process that is no function. */
export function currentRequestId(): string | undefined {
  return requestId;
}

/**
 * A handler whose log lines have the id of their invocation: Lambda's own lines of a time-out or of an error that nobody caught have it
 * too.
 */
export function withRequestId<Event, Result>(
  handle: (event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  return async (event, context) => {
    requestId = context.awsRequestId;
    try {
      return await handle(event, context);
    } finally {
      requestId = undefined;
    }
  };
}
