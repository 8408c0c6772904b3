import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { allStorms, concurrencyOf, largestStorm, UNRESERVED_MINIMUM } from '../concurrency.ts';
import type { Config } from '../config.ts';
import { type Finding, note, ok, stop } from './finding.ts';

const ABOUT = 'functions';
/** Invocations at once that the API needs besides: a page asks for several things at once, and gets 503 without them. */
const CALLED_BY_PEOPLE = 10;
const FEWEST_WEBHOOK_CALLERS = 2;
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
  const { cause, atOnce } = largestStorm(config);
  const wanted = allStorms(config) + CALLED_BY_PEOPLE;
  const can = `The account may run ${free} functions at once`;
  if (free < atOnce) {
    return note(
      ABOUT,
      `${can}, and ${cause} alone start up to ${atOnce}: ticks are judged seconds later then, and the API answers 503. ${ASK_FOR_MORE}`,
    );
  }
  if (free < wanted) {
    const fewer = config.webhookCallers > FEWEST_WEBHOOK_CALLERS ? ' Until then -c webhookCallers=2 leaves more.' : '';
    return note(
      ABOUT,
      `${can}. That is enough for each cause (${cause} start up to ${atOnce}), but the stack wants up to ${wanted} when all come together: then the API answers 503, and ticks may be judged seconds later. ${ASK_FOR_MORE}${fewer}`,
    );
  }
  const enough = `${can}; the stack wants up to ${wanted}.`;
  if (free - reservedBy(config) < UNRESERVED_MINIMUM) return ok(ABOUT, enough);
  return ok(
    ABOUT,
    `${enough} With -c reserveConcurrency=true it keeps those of evaluate-ticks from any flood of requests, here or in another stack.`,
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

/** What the stack reserves with `reserveConcurrency`. */
function reservedBy(config: Config): number {
  return Object.values(concurrencyOf(config)).reduce((sum, { reserved = 0 }) => sum + reserved, 0);
}
