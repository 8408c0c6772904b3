import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Config } from '../config.ts';
import { type Finding, note, ok } from './finding.ts';

/** Invocations at once by streams and queues, without those of the ticks: one more for each shard. */
const CALLED_BY_EVENTS = 8;
/** Invocations at once that the API needs besides: a page asks for several things at once, and gets 503 without them. */
const CALLED_BY_PEOPLE = 10;

/** New accounts may run ten functions at once. A deploy succeeds with that, but the API is throttled. */
export async function checkFunctions(lambda: LambdaClient, { tickShards }: Config): Promise<Finding> {
  const about = 'functions';
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions ?? 0;
  const wanted = tickShards + CALLED_BY_EVENTS + CALLED_BY_PEOPLE;
  if (free >= wanted)
    return ok(about, `The account may run ${free} functions at once; the stack wants up to ${wanted}.`);
  return note(
    about,
    `The account may run ${free} functions at once, and the stack wants up to ${wanted}: at busy moments the API answers 503. Ask for 1000 (console: Service Quotas, Lambda, Concurrent executions); it costs nothing.`,
  );
}
