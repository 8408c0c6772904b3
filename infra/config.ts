import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import * as z from 'zod';

/** Stands in for a real sender so that synth needs no settings; a deploy with it is warned of. */
export const PLACEHOLDER_SENDER = 'alerts@example.com';

function address(protocol: 'wss' | 'https') {
  return z.url({ protocol: new RegExp(`^${protocol}$`), error: `give a base address that starts with ${protocol}://` });
}

/** Every setting of the stack. Each has a default, and `-c name=value` on the command line overrides it. */
const settingsSchema = z.strictObject({
  /** Where the stack stands. Not taken from the profile: a profile often says us-east-1, where Binance does not answer. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'give an AWS region such as eu-west-1')
    .refine(
      (region) => !region.startsWith('us-'),
      'Binance answers 451 to addresses in the United States; choose eu-west-1 or ap-northeast-1',
    )
    .default('eu-west-1'),
  /** `personal`: `cdk destroy` removes everything. `production`: tables and people are kept and protected. */
  stage: z.enum(['personal', 'production'], 'give personal or production').default('personal'),
  /** The address that mails come from; SES sends it a link that its owner must follow once. */
  senderAddress: z
    .email('give an e-mail address that you can open, such as alerts@your-domain')
    .default(PLACEHOLDER_SENDER),
  /** Where answers to mails go; to the sender unless it is given. */
  replyTo: z.email('give an e-mail address that you read').optional(),
  /** Market data only, so that no account or key is ever needed. */
  binanceWsUrl: address('wss').default('wss://data-stream.binance.vision'),
  binanceRestUrl: address('https').default('https://data-api.binance.vision'),
  /** How long the ingest task gathers a coin's trades before it sends them as one tick. */
  flushIntervalMs: z.coerce
    .number('give a whole number of milliseconds')
    .int('give a whole number of milliseconds')
    .min(50, 'give at least 50: shorter flushes only cost more records')
    .max(5_000, 'give at most 5000: alerts would ring too late')
    .default(250),
  /**
   * Ingest tasks: one watches, the others stand by. With 1, a task that dies is replaced in about a minute; with 2, in
   * twelve seconds, for about 11 USD a month more. Either way what was missed meanwhile is filled in by id.
   */
  ingestTasks: z.coerce
    .number('give a whole number of tasks')
    .int('give a whole number of tasks')
    .min(1, 'give at least 1 task')
    .max(3, 'give at most 3 tasks: only one of them watches')
    .default(1),
  /** A coin that is not seen for so long is an outage, which those who have alerts on it are told of. */
  outageSeconds: z.coerce
    .number('give a whole number of seconds')
    .int('give a whole number of seconds')
    .min(30, 'give at least 30: a take-over takes up to 12')
    .max(86_400, 'give at most 86400, a day')
    .default(300),
  /** Shards of the ticks stream: each takes 1,000 records and 1 MB a second, and costs about 11 USD a month. */
  tickShards: z.coerce
    .number('give a whole number of shards')
    .int('give a whole number of shards')
    .min(1, 'give at least 1 shard')
    .max(16, 'give at most 16 shards')
    .default(1),
});

const configSchema = settingsSchema.refine(
  ({ stage, senderAddress }) => stage !== 'production' || senderAddress !== PLACEHOLDER_SENDER,
  { path: ['senderAddress'], error: 'in production, give an e-mail address that you can open' },
);

export type Config = z.infer<typeof configSchema>;

/** CDK keeps its own context beside ours, under names with colons and at signs. */
const SETTING_NAME = /^[A-Za-z]+$/;

/**
 * The settings given as context, checked, with defaults for the rest.
 * @throws Error that names each bad setting and its remedy
 */
export function readConfig(node: Node): Config {
  const context: Record<string, unknown> = node.getAllContext();
  const given = Object.fromEntries(Object.entries(context).filter(([name]) => SETTING_NAME.test(name)));
  const { data, error } = configSchema.safeParse(given);
  if (data) return data;
  const faults = error.issues.map((issue) => `  ${explain(issue, given)}`);
  throw new Error(`Pricebell can't be synthesised with these settings:\n${faults.join('\n')}`);
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
