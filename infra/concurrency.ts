import { SOCKET_ROUTES } from '../contract/live-frames.ts';
import { type AnsweringFunction, GATEWAY_ROUTES } from '../contract/routes.ts';
import { MAX_PREVIEW_MS } from '../domain/preview/preview.ts';
import type { Config } from './config.ts';
import { requestsPerSecond } from './constructs/route-throttles.ts';

/**
 * How many of each function can run at once, and why. One table: the stack takes `MaximumConcurrency` and reservations from it, and the
 * doctor compares it with the account's limit. Streams run one invocation for each shard, queues as many as their mapping allows, and the
 * gateway lets through so many requests a second, each for so long.
 *
 * A new account may run ten at once and can reserve none. So what one cause starts at once must fit into ten (`STORMS`): then nothing that
 * the system does to itself keeps `evaluate-ticks` waiting. Requests of people come on top, and get 503 where nothing is left.
 */

/** What a new account may run at once. AWS gives more for the asking. */
export const NEW_ACCOUNT = 10;
/** Lambda keeps this many for the functions without a reservation; a deploy that would leave fewer fails. */
export const UNRESERVED_MINIMUM = 100;

/** An on-demand table begins with four partitions, and its stream has a shard for each. It grows with the table, not with its use. */
const ON_DEMAND_SHARDS = 4;
/** The least that `MaximumConcurrency` can be. More would send no faster: SES takes one mail a second from a new account. */
const MAIL_SENDERS = 2;
const EVENT_RECORDERS = 2;

/** What an answer of the API takes, as the bill assumes it, and a little more. A list of 1,000 coins is the longest. */
const ANSWER_MS = 50;
/** The most that the test of a webhook waits for its receiver. */
const WEBHOOK_TEST_MS = 5_000;
const MIN_API_INVOCATIONS = 10;
/** Each takes a processor for seconds. */
const RESERVED_PREVIEWS = 5;
/** While the stream is resharded its old shards are read too. */
const RESERVED_A_SHARD = 2;

/** The functions, by their names in the template. */
export type FunctionName =
  | 'EvaluateTicks'
  | 'DispatchMessages'
  | 'NotifyOutages'
  | 'SendMails'
  | 'CallWebhooks'
  | 'RecordMailEvents'
  | 'RunCanary'
  | 'LiveSocket'
  | 'PublishPage'
  | 'PushPrices'
  | 'JoinGroups'
  | 'Api'
  | 'Batches'
  | 'Devices'
  | 'Market'
  | 'Operator'
  | 'Preview';

export interface Concurrency {
  readonly atOnce: number;
  readonly because: string;
  /** with `reserveConcurrency`: what the function has for itself, and can't exceed */
  readonly reserved?: number;
}

/**
 * What starts functions all by itself, and which it starts at the same time. The canary runs once a minute, whatever else does; `PushPrices`
 * comes on top while somebody watches, as the requests of people do.
 */
export const STORMS: Readonly<Record<string, readonly FunctionName[]>> = {
  'fires with mails': ['EvaluateTicks', 'DispatchMessages', 'SendMails', 'RecordMailEvents', 'RunCanary'],
  'fires with webhooks': ['EvaluateTicks', 'DispatchMessages', 'CallWebhooks', 'RunCanary'],
  'many coins that are followed': ['EvaluateTicks', 'JoinGroups', 'RunCanary'],
  'ticks that somebody watches': ['EvaluateTicks', 'PushPrices', 'RunCanary'],
  'an outage of all coins': ['EvaluateTicks', 'NotifyOutages', 'SendMails', 'RecordMailEvents', 'RunCanary'],
};

export function concurrencyOf(config: Config): Readonly<Record<FunctionName, Concurrency>> {
  const { tickShards, webhookCallers, previewsPerSecond } = config;
  const whileAsked = (by: AnsweringFunction) => {
    const atOnce = Math.max(MIN_API_INVOCATIONS, Math.ceil(busyInvocations(by, config)));
    return { atOnce, because: 'while each route is asked all that the gateway lets through', reserved: atOnce };
  };
  return {
    EvaluateTicks: {
      atOnce: tickShards,
      because: 'one for each shard of the ticks stream',
      reserved: tickShards * RESERVED_A_SHARD,
    },
    DispatchMessages: { atOnce: ON_DEMAND_SHARDS, because: 'one for each shard of the stream of `alerts`' },
    NotifyOutages: { atOnce: ON_DEMAND_SHARDS, because: 'one for each shard of the stream of `market`' },
    SendMails: { atOnce: MAIL_SENDERS, because: 'the mapping of queue `Mails`' },
    RecordMailEvents: { atOnce: EVENT_RECORDERS, because: 'the mapping of queue `MailEvents`' },
    CallWebhooks: { atOnce: webhookCallers, because: 'the mapping of queue `Webhooks` (`webhookCallers`)' },
    JoinGroups: { atOnce: ON_DEMAND_SHARDS, because: 'one for each shard of the stream of `coins`' },
    RunCanary: { atOnce: 1, because: 'its schedule calls it once a minute' },
    LiveSocket: whileMessaged(config),
    PublishPage: { atOnce: 1, because: 'a deploy calls it' },
    PushPrices: { atOnce: tickShards, because: 'one for each shard of the ticks stream, while somebody listens' },
    Api: whileAsked('api'),
    Batches: whileAsked('batches'),
    Devices: whileAsked('devices'),
    Market: whileAsked('market'),
    Operator: whileAsked('operator'),
    Preview: {
      atOnce: Math.ceil((previewsPerSecond * MAX_PREVIEW_MS) / 1_000),
      because: 'while each takes the longest time that it may',
      reserved: RESERVED_PREVIEWS,
    },
  };
}

function whileMessaged({ openRequestsPerSecond }: Config): Concurrency {
  const busy = (SOCKET_ROUTES.length * openRequestsPerSecond * ANSWER_MS) / 1_000;
  const atOnce = Math.max(MIN_API_INVOCATIONS, Math.ceil(busy));
  return { atOnce, because: 'while each route of the socket gets all that the gateway lets through', reserved: atOnce };
}

/** The storm that runs most at once. */
export function largestStorm(config: Config): { readonly cause: string; readonly atOnce: number } {
  const sums = Object.entries(STORMS).map(([cause, functions]) => ({ cause, atOnce: atOnceOf(functions, config) }));
  return sums.reduce((largest, each) => (each.atOnce > largest.atOnce ? each : largest));
}

/** All storms together, without the requests of people. */
export function allStorms(config: Config): number {
  return atOnceOf([...new Set(Object.values(STORMS).flat())], config);
}

function atOnceOf(functions: readonly FunctionName[], config: Config): number {
  const table = concurrencyOf(config);
  return functions.reduce((sum, name) => sum + table[name].atOnce, 0);
}

/** Undefined while nothing is reserved. No flood of requests takes what is reserved for the ticks. */
export function reservedFor(name: FunctionName, config: Config): number | undefined {
  return config.reserveConcurrency ? concurrencyOf(config)[name].reserved : undefined;
}

/** While each route of the function is asked all that the gateway lets through. */
function busyInvocations(by: AnsweringFunction, config: Config): number {
  const busyMs = Object.entries(GATEWAY_ROUTES).map(([key, route]) => {
    if (route.answeredBy !== by) return 0;
    return requestsPerSecond(key, route, config) * (route.throttle === 'webhook-tests' ? WEBHOOK_TEST_MS : ANSWER_MS);
  });
  return busyMs.reduce((sum, ms) => sum + ms, 0) / 1_000;
}
