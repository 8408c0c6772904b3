import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Config } from '../config.ts';
import { reservedConcurrency, UNRESERVED_MINIMUM } from '../reserved-concurrency.ts';
import { type Finding, note, ok, stop } from './finding.ts';

const ABOUT = 'functions';
/** Invocations at once by streams and queues, without those of the ticks: one more for each shard. */
const CALLED_BY_EVENTS = 8;
/** Invocations at once that the API needs besides: a page asks for several things at once, and gets 503 without them. */
const CALLED_BY_PEOPLE = 10;
const ASK_FOR_MORE = 'Ask for 1000 (console: Service Quotas, Lambda, Concurrent executions); it costs nothing.';

/** How many functions may run at once: in all, and without those that are reserved for a function of the account. */
interface Limits {
  readonly all: number;
  readonly free: number;
}

/**
 * New accounts may run ten functions at once. A deploy succeeds with that, but the API is throttled; one that reserves some of
 * them fails.
 */
export async function checkFunctions(lambda: LambdaClient, config: Config): Promise<Finding> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions ?? 0;
  const limits = { free, all: AccountLimit?.ConcurrentExecutions ?? free };
  return config.reserveConcurrency ? checkReserved(limits, config) : checkShared(limits, config);
}

function checkShared({ free }: Limits, config: Config): Finding {
  const wanted = config.tickShards + CALLED_BY_EVENTS + CALLED_BY_PEOPLE;
  if (free < wanted) {
    return note(
      ABOUT,
      `The account may run ${free} functions at once, and the stack wants up to ${wanted}: at busy moments the API answers 503. ${ASK_FOR_MORE}`,
    );
  }
  const can = `The account may run ${free} functions at once; the stack wants up to ${wanted}.`;
  const remaining = free - reservedBy({ ...config, reserveConcurrency: true });
  if (remaining < UNRESERVED_MINIMUM) return ok(ABOUT, can);
  return ok(
    ABOUT,
    `${can} With -c reserveConcurrency=true it keeps those of evaluate-ticks from any flood of requests, here or in another stack.`,
  );
}

function checkReserved({ all, free }: Limits, config: Config): Finding {
  const wanted = reservedBy(config);
  const least = `Lambda keeps ${UNRESERVED_MINIMUM} unreserved`;
  if (all - wanted < UNRESERVED_MINIMUM) {
    return stop(
      ABOUT,
      `reserveConcurrency=true reserves ${wanted} of the ${all} functions that the account may run at once, but ${least}. Deploy without it, or ask for more first. ${ASK_FOR_MORE}`,
    );
  }
  if (free - wanted < UNRESERVED_MINIMUM) {
    return note(
      ABOUT,
      `reserveConcurrency=true reserves ${wanted}; ${all - free} of the account's ${all} are reserved already. The deploy succeeds only if those are of this stack: ${least}.`,
    );
  }
  return ok(ABOUT, `The account may run ${free} functions at once; the stack reserves ${wanted} of them.`);
}

function reservedBy(config: Config): number {
  return Object.values(reservedConcurrency(config) ?? {}).reduce((sum, count) => sum + count, 0);
}
