import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import * as z from 'zod';

/** Stands in for a real sender so that synth needs no settings; a deploy with it is warned of. */
export const PLACEHOLDER_SENDER = 'alerts@example.com';

function address(protocol: 'wss' | 'https') {
  return z.url({ protocol: new RegExp(`^${protocol}$`), error: `give a base address that starts with ${protocol}://` });
}

function wholeNumber(of: string) {
  const remedy = `give a whole number of ${of}`;
  return z.coerce.number(remedy).int(remedy);
}

/** Regions whose addresses Binance refuses, as far as it is known; an ingest task there would see nothing. */
const REFUSED_REGIONS: readonly { readonly regions: RegExp; readonly why: string }[] = [
  { regions: /^us-/, why: 'Binance answers 451 to addresses in the United States' },
  { regions: /^ap-southeast-5$/, why: "Malaysia is a restricted location in Binance's terms" },
];

function refusal(region: string): string | undefined {
  return REFUSED_REGIONS.find(({ regions }) => regions.test(region))?.why;
}

/** What CloudWatch Logs can keep, in days; any other number fails the deploy. */
const LOG_RETENTIONS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every setting of the stack. Each has a default, and `-c name=value` on the command line overrides it. */
const settingsSchema = z.strictObject({
  /** Where the stack stands. Not taken from the profile: a profile often says us-east-1, where Binance does not answer. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'give an AWS region such as eu-west-1')
    .refine((region) => refusal(region) === undefined, {
      error: ({ input }) => `${refusal(String(input))}; choose eu-west-1 or ap-northeast-1`,
    })
    .default('eu-west-1'),
  /** `personal`: `cdk destroy` removes everything. `production`: tables and people are kept and protected. */
  stage: z.enum(['personal', 'production'], 'give personal or production').default('personal'),
  /** The address that mails come from; SES sends it a link that its owner must follow once. */
  senderAddress: z
    .email('give an e-mail address that you can open, such as alerts@your-domain.org')
    .default(PLACEHOLDER_SENDER),
  /** Where answers to mails go; to the sender unless it is given. */
  replyTo: z.email('give an e-mail address that you read').optional(),
  /** Whom alarms are mailed to, after SNS's own mail was answered once. Without it alarms stand in CloudWatch and ring nobody. */
  ownerAddress: z.email('give the e-mail address of whoever looks after the stack').optional(),
  /** Market data only, so that no account or key is ever needed. */
  binanceWsUrl: address('wss').default('wss://data-stream.binance.vision'),
  binanceRestUrl: address('https').default('https://data-api.binance.vision'),
  /** How long the ingest task gathers a coin's trades before it sends them as one tick. */
  flushIntervalMs: wholeNumber('milliseconds')
    .min(50, 'give at least 50: shorter flushes only cost more records')
    .max(5_000, 'give at most 5000: alerts would ring too late')
    .default(250),
  /**
   * Ingest tasks: one watches, the others stand by. With 1, a task that dies is replaced in about a minute; with 2, in
   * twelve seconds, for about 11 USD a month more. Either way what was missed meanwhile is filled in by id.
   */
  ingestTasks: wholeNumber('tasks')
    .min(1, 'give at least 1 task')
    .max(3, 'give at most 3 tasks: only one of them watches')
    .default(1),
  /** A coin that is not seen for so long is an outage, which those who have alerts on it are told of. */
  outageSeconds: wholeNumber('seconds')
    .min(30, 'give at least 30: a take-over takes up to 12')
    .max(86_400, 'give at most 86400, a day')
    .default(300),
  /** Shards of the ticks stream: each takes 1,000 records and 1 MB a second, and costs about 11 USD a month. */
  tickShards: wholeNumber('shards').min(1, 'give at least 1 shard').max(16, 'give at most 16 shards').default(1),
  /**
   * Partitions of the book of a coin that is followed from now on; each takes 250 to 330 fires a second, and each is read when a
   * page is. A coin that is there keeps its own.
   */
  bookShards: wholeNumber('shards')
    .min(1, 'give at least 1 shard')
    .max(16, 'give at most 16 shards: every page is read from all of them')
    .default(1),
  /** How long the ticks stream keeps a tick: the time there is to mend what judges them. Each hour past 24 costs 0.02 USD a shard. */
  tickRetentionHours: wholeNumber('hours')
    .min(24, 'give at least 24: Kinesis keeps no less')
    .max(8_760, 'give at most 8760, a year: Kinesis keeps no more')
    .default(24),
  /** How long logs are kept. */
  logRetentionDays: wholeNumber('days')
    .refine(
      (days) => LOG_RETENTIONS.includes(days),
      `give one of ${LOG_RETENTIONS.join(', ')}: CloudWatch knows no other`,
    )
    .default(30),
  /** What the API answers for all callers together, twice as many in a burst; the rest gets 429. */
  apiRequestsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could call the API')
    .max(10_000, 'give at most 10000, which is what API Gateway gives a new account')
    .default(50),
  /** For `npm run test:aws-emulator` alone: without what the emulator can't do, which docs/local.md lists. */
  emulator: z.stringbool('give true or false').default(false),
});

const configSchema = settingsSchema.refine(
  ({ stage, senderAddress }) => stage !== 'production' || senderAddress !== PLACEHOLDER_SENDER,
  { path: ['senderAddress'], error: 'in production, give an e-mail address that you can open' },
);

export type Config = z.infer<typeof configSchema>;

/** CDK keeps its own context beside ours, under names with colons and at signs. */
const SETTING_NAME = /^[A-Za-z]+$/;

/** In CloudFormation. */
export const STACK_NAME = 'Pricebell';

/** Names each bad setting and its remedy, for whoever typed it. */
export class SettingsError extends Error {}

/**
 * The settings given as context to this construct or one above it, checked, with defaults for the rest.
 * @throws SettingsError
 */
export function readConfig(node: Node): Config {
  return parseSettings(node.getAllContext());
}

/** As `readConfig`, of a context that is at hand. @throws SettingsError */
export function parseSettings(context: Record<string, unknown>): Config {
  const given = Object.fromEntries(Object.entries(context).filter(([name]) => SETTING_NAME.test(name)));
  const { data, error } = configSchema.safeParse(given);
  if (data) return data;
  const faults = error.issues.map((issue) => `  ${explain(issue, given)}`);
  throw new SettingsError(`Pricebell can't be synthesised with these settings:\n${faults.join('\n')}`);
}

function explain(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.join(', ')}: no such setting; there are ${Object.keys(settingsSchema.shape).join(', ')}`;
  }
  const name = issue.path.join('.');
  const now = given[name] === undefined ? 'not given' : `now ${JSON.stringify(given[name])}`;
  return `${name}: ${issue.message} (${now}; set it with -c ${name}=…)`;
}

/** For what can't be made again: alerts, triggers, people. Everything else goes with the stack, so that nothing goes on costing. */
export function keptInProduction({ stage }: Config): { deletionProtection: boolean; removalPolicy: RemovalPolicy } {
  const kept = stage === 'production';
  return { deletionProtection: kept, removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY };
}
