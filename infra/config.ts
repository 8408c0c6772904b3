import { RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';
import * as z from 'zod';
import { EXCHANGE_IDS, EXCHANGE_SITES, type ExchangeId } from '../domain/market/feed.ts';
import { MAX_PREVIEW_MS } from '../domain/preview/preview.ts';

/** The sender when none is given, so that synth needs no settings. A deploy with it prints a warning. */
export const PLACEHOLDER_SENDER = 'alerts@example.com';

function address(protocol: 'wss' | 'https') {
  return z.url({ protocol: new RegExp(`^${protocol}$`), error: `give a base address that starts with ${protocol}://` });
}

function domain() {
  const remedy = 'give a domain of yours in small letters, such as your-domain.org';
  return z
    .string(remedy)
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/, remedy);
}

function wholeNumber(unit: string) {
  const remedy = `give a whole number of ${unit}`;
  return z.coerce.number(remedy).int(remedy);
}

function refusal({ exchange, region }: { exchange: ExchangeId; region: string }): string | undefined {
  return EXCHANGE_SITES[exchange].refused.find(({ regions }) => regions.test(region))?.why;
}

/** What CloudWatch Logs can keep, in days; any other number fails the deploy. */
const LOG_RETENTIONS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every setting of the stack. Each has a default, and `-c name=value` on the command line overrides it. */
const settingsSchema = z.strictObject({
  /** The exchange that is watched. The stack's alerts, candles and trade ids are of it alone: for another one, deploy another stack. */
  exchange: z.enum(EXCHANGE_IDS, `give ${EXCHANGE_IDS.join(' or ')}`).default('binance'),
  /** The region of the stack, where the exchange has to answer. Not taken from the AWS profile. Without it, the exchange's usual one. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'give an AWS region such as eu-west-1')
    .optional(),
  /** `personal`: `cdk destroy` removes everything. `production`: tables and people are kept and protected. */
  stage: z.enum(['personal', 'production'], 'give personal or production').default('personal'),
  /**
   * The address that mails come from. SES sends it a link, which its owner must follow once; not with `senderDomain`, whose address
   * `alerts@…` it then is unless another one is given.
   */
  senderAddress: z.email('give an e-mail address that you can open, such as alerts@your-domain.org').optional(),
  /** A domain of yours. SES signs mails with its keys, so that mailboxes trust them, once its DNS records are there. */
  senderDomain: domain().optional(),
  /** A subdomain of it, which nothing else uses: mails bounce to it. Without it, `mail.` and the domain. */
  mailFromDomain: domain().optional(),
  /** A domain of yours for the page, such as `bell.your-domain.org`. Without it, the page has an address of CloudFront's. */
  webDomain: domain().optional(),
  /** The certificate of it, which CloudFront takes from us-east-1 alone, wherever the stack is. */
  webCertificateArn: z
    .string()
    .regex(
      /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
      'give the ARN of a certificate of AWS Certificate Manager in us-east-1',
    )
    .optional(),
  /** The hosted zone of Route 53 that the domains are in: the deploy writes the records there. Without it, it prints them. */
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, 'give the id of a hosted zone of Route 53, such as Z0123456789ABCDEFGHIJ')
    .optional(),
  /** Where replies to mails go. Without it, to the sender. */
  replyTo: z.email('give an e-mail address that you read').optional(),
  /** Gets a mail when an alarm goes off and when it ends, once they have confirmed the mail that SNS sends. Without it, alarms only show in CloudWatch. */
  ownerAddress: z.email('give the e-mail address of whoever looks after the stack').optional(),
  /** The key of CDK's bucket, if it was given to `cdk bootstrap`: the ingest task fetches its program from there. `npm run doctor` finds it. */
  bootstrapKmsKeyArn: z
    .string()
    .regex(/^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'give the ARN of a KMS key')
    .optional(),
  /**
   * What the account may cost in a month before AWS mails the owner: more than `npm run cost` says. Without it, 35, and 45 in production.
   * 0: no budget, as where the account can't have one (`npm run doctor` says so).
   */
  monthlyBudgetUsd: wholeNumber('US dollars')
    .min(0, 'give at least 0, which is no budget')
    .max(1_000_000, 'give at most 1000000')
    .optional(),
  /** The exchange's addresses, whichever it is; the names are of the first one. Without them, its public ones, which need no key. */
  binanceWsUrl: address('wss').optional(),
  binanceRestUrl: address('https').optional(),
  /** How long the ingest task collects a coin's trades before it sends them as one tick. */
  flushIntervalMs: wholeNumber('milliseconds')
    .min(50, 'give at least 50: shorter flushes only cost more records')
    .max(5_000, 'give at most 5000: alerts would fire too late')
    .default(250),
  /**
   * One ingest task watches, the others stand by. With 1, a task that dies is replaced in about a minute; with 2, in twelve
   * seconds, for about 11 USD a month more (6 on Spot). Either way, the trades missed in between are fetched by their ids.
   */
  ingestTasks: wholeNumber('tasks')
    .min(1, 'give at least 1 task')
    .max(3, 'give at most 3 tasks: only one of them watches')
    .default(1),
  /**
   * Runs the ingest task on Fargate Spot, for about a third of its price: AWS may take it back with two minutes' notice, and another takes
   * over in about a minute. While there is no Spot capacity, a task on demand watches. Left out: as the stage says (`usesSpot`).
   */
  spot: z.stringbool('give true or false').optional(),
  /** A coin that is not seen for this long has an outage: everybody with alerts on it gets a notice. */
  outageSeconds: wholeNumber('seconds')
    .min(30, 'give at least 30: a take-over takes up to 12')
    .max(86_400, 'give at most 86400, a day')
    .default(300),
  /** Shards of the ticks stream. Each takes 1,000 records and 1 MB a second, and costs about 12 USD a month. */
  tickShards: wholeNumber('shards').min(1, 'give at least 1 shard').max(16, 'give at most 16 shards').default(1),
  /**
   * Partitions of a coin's alert index, for coins that are first followed from now on. Each takes 250 to 330 fires a second, and
   * reading a page of the index reads every partition. A coin that is followed already keeps its number.
   */
  bookShards: wholeNumber('shards')
    .min(1, 'give at least 1 shard')
    .max(16, 'give at most 16 shards: every page is read from all of them')
    .default(1),
  /** An alert of the system's own, which fires about every ten minutes and notifies nobody: an alarm goes off when it does not fire in time. */
  canary: z.stringbool('give true or false').default(true),
  /** How long the ticks stream keeps a tick, which is the time to repair a broken evaluator. With more than 24, a shard costs 0.02 USD an hour more. */
  tickRetentionHours: wholeNumber('hours')
    .min(24, 'give at least 24: Kinesis keeps no less')
    .max(8_760, 'give at most 8760, a year: Kinesis keeps no more')
    .default(24),
  /**
   * Table `market` has one writer with an even load: `provisioned` capacity for some 300 coins costs nothing within the free allowance. If
   * it does not suffice, the ingest task moves the table to on-demand. Without the setting, provisioned in `personal`.
   */
  marketCapacity: z.enum(['provisioned', 'on-demand'], 'give provisioned or on-demand').optional(),
  /** How long logs are kept. */
  logRetentionDays: wholeNumber('days')
    .refine(
      (days) => LOG_RETENTIONS.includes(days),
      `give one of ${LOG_RETENTIONS.join(', ')}: CloudWatch knows no other`,
    )
    .default(30),
  /** Whether the API's access log holds the caller's address, beside the subject of who signed in (docs/deploy.md, *What is logged of people*). */
  logSourceAddress: z.stringbool('give true or false').default(true),
  /**
   * Requests that each route of who is signed in answers, of all callers together; twice as many in a burst, and a tenth of a HEAD. The
   * rest get 429. A loop on one route takes nothing from another. Those below are of routes that get less.
   */
  apiRequestsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could call the API')
    .max(10_000, 'give at most 10000, which is what API Gateway gives a new account')
    .default(50),
  /**
   * Reserves invocations for evaluate-ticks, so that no flood of requests takes them, and bounds those of the API and of previews. Off,
   * since a new account may have ten in all: then the deploy fails. `npm run doctor` says whether the account has room.
   */
  reserveConcurrency: z.stringbool('give true or false').default(false),
  /**
   * Invocations at once that call webhooks. A slow receiver blocks one for up to six seconds: with two, another person's call may wait for
   * ten (measured), which is what an account that may run ten functions in all can spare.
   */
  webhookCallers: wholeNumber('invocations at once')
    .min(2, 'give at least 2: Lambda knows no less')
    .max(100, 'give at most 100')
    .default(4),
  /** Of each route that needs no token, and of each kind of message on the live socket. A stranger can ask for all of them at once. */
  openRequestsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could read the market')
    .max(10_000, 'give at most 10000, which is what API Gateway gives a new account')
    .default(20),
  /** A page of candles has up to 0.3 MB, and what leaves AWS costs money. */
  candlesPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could read candles')
    .max(1_000, 'give at most 1000')
    .default(10),
  /** Of openapi.json, of the page that shows it, and of that page's files: they have up to 0.5 MB, and what leaves AWS costs money. */
  documentsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could read what the API is')
    .max(1_000, 'give at most 1000')
    .default(3),
  /** All routes together, for a quarter of an hour: from then on an alarm says so, since each request costs money. */
  alarmRequestsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1')
    .max(10_000, 'give at most 10000, which is what API Gateway gives a new account')
    .default(5),
  /** Of each route of links in mails, which anybody can call. */
  linkRequestsPerSecond: wholeNumber('requests a second')
    .min(1, 'give at least 1: with 0 nobody could stop their mails')
    .max(1_000, 'give at most 1000')
    .default(20),
  /** A preview takes up to 2.5 s of processor: this bounds how many run at once. */
  previewsPerSecond: wholeNumber('previews a second')
    .min(1, 'give at least 1: with 0 nobody could preview an alert')
    .max(100, 'give at most 100: each takes up to three of the concurrent invocations of the account')
    .default(2),
  /** Each calls an address that a person gave, and waits for its answer. */
  webhookTestsPerSecond: wholeNumber('tests a second')
    .min(1, 'give at least 1: with 0 nobody could test a webhook')
    .max(100, 'give at most 100')
    .default(2),
  /** Open sockets of the live page. Each costs about 0.005 USD an hour; whoever comes next asks the API every five seconds instead. */
  maxLiveViewers: wholeNumber('viewers')
    .min(0, 'give at least 0: then every page asks the API')
    .max(5_000, 'give at most 5000: one function posts to all of them each second')
    .default(20),
  /** The limits of one person (docs/alerts.md). Alerts, whatever their state. */
  maxAlerts: wholeNumber('alerts')
    .min(1, 'give at least 1: with 0 nobody could make an alert')
    .max(100_000, 'give at most 100000')
    .default(2_000),
  /** Alerts of one person on one coin that a trade could fire. They can all fire at once. */
  maxArmedPerCoin: wholeNumber('alerts')
    .min(1, 'give at least 1: with 0 nobody could make an alert')
    .max(10_000, 'give at most 10000: they are counted in one request')
    .default(500),
  /** Coins that one person may have followed that nobody followed before. Each costs about 0.11 USD a month. */
  maxCoins: wholeNumber('coins')
    .min(0, 'give at least 0: then only admins bring in coins')
    .max(1_000, 'give at most 1000: no more are followed')
    .default(50),
  /** Requests of one person that change something. */
  writesPerMinute: wholeNumber('requests a minute')
    .min(1, 'give at least 1: with 0 nobody could change anything')
    .max(10_000, 'give at most 10000')
    .default(120),
  /** Time that the previews of one person take. */
  previewMsPerMinute: wholeNumber('milliseconds a minute')
    .min(MAX_PREVIEW_MS, `give at least ${MAX_PREVIEW_MS}: one preview may take so long`)
    .max(600_000, 'give at most 600000: ten previews all the time')
    .default(10_000),
  /** Fires of one alert. Past them it is muted until the hour ends. */
  maxFiresPerHour: wholeNumber('fires an hour')
    .min(1, 'give at least 1: with 0 no alert would be sent')
    .max(3_600, 'give at most 3600, one a second')
    .default(60),
  /** For `npm run test:aws-emulator`: leaves out what the emulator lacks (docs/local.md lists it). */
  emulator: z.stringbool('give true or false').default(false),
});

/** Also where other settings are wrong, so that the message names them all at once. */
const WITH_OTHERS = {
  when: ({ issues }: z.core.ParsePayload) =>
    !issues.some(({ path }) => path?.[0] === 'exchange' || path?.[0] === 'region'),
};

const configSchema = settingsSchema
  .superRefine(({ exchange, region }, context) => {
    const why = region === undefined ? undefined : refusal({ exchange, region });
    const message = `${why}; choose ${EXCHANGE_SITES[exchange].choices}`;
    if (why) context.addIssue({ code: 'custom', path: ['region'], message });
  }, WITH_OTHERS)
  .transform((given) => {
    const { exchange, senderDomain } = given;
    const site = EXCHANGE_SITES[exchange];
    const { region = site.region, binanceWsUrl = site.wsUrl, binanceRestUrl = site.restUrl } = given;
    const senderAddress = given.senderAddress ?? (senderDomain ? `alerts@${senderDomain}` : PLACEHOLDER_SENDER);
    const mailFromDomain = given.mailFromDomain ?? (senderDomain && `mail.${senderDomain}`);
    return { ...given, region, binanceWsUrl, binanceRestUrl, senderAddress, mailFromDomain };
  })
  .refine(({ stage, senderAddress }) => stage !== 'production' || senderAddress !== PLACEHOLDER_SENDER, {
    path: ['senderAddress'],
    error: 'in production, give an e-mail address that you can open',
  })
  .refine(({ senderDomain, senderAddress }) => !senderDomain || domainOf(senderAddress) === senderDomain, {
    path: ['senderAddress'],
    error: 'give an address of senderDomain, or none: then it is alerts@ and that domain',
  })
  .refine(({ senderDomain = '', mailFromDomain }) => !mailFromDomain || isBelow(mailFromDomain, senderDomain), {
    path: ['mailFromDomain'],
    error: 'give senderDomain, and here a subdomain of it which nothing else uses',
  })
  .refine(({ senderDomain, webDomain, hostedZoneId }) => senderDomain || webDomain || !hostedZoneId, {
    path: ['senderDomain'],
    error: 'give the domain whose records hostedZoneId is to have, or webDomain',
  })
  .refine(({ webDomain, webCertificateArn }) => Boolean(webDomain) === Boolean(webCertificateArn), {
    path: ['webCertificateArn'],
    error: 'give webDomain and its certificate, or neither',
  });

function isBelow(domain: string, parent: string): boolean {
  return parent !== '' && domain.endsWith(`.${parent}`);
}

/** What comes after the `@`, in small letters. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

export type Config = z.infer<typeof configSchema>;

/** CDK's own context has names with colons and at signs; a setting has letters alone. */
const SETTING_NAME = /^[A-Za-z]+$/;

/** The stack's name in CloudFormation. */
export const STACK_NAME = 'Pricebell';

/** Its message names each wrong setting and its remedy, for the person who typed it. */
export class SettingsError extends Error {}

/**
 * The settings given as context to this construct or one above it, checked, with defaults for the rest.
 * @throws SettingsError
 */
export function readConfig(node: Node): Config {
  return parseSettings(node.getAllContext());
}

/** As `readConfig`, from a context object. @throws SettingsError */
export function parseSettings(context: Record<string, unknown>): Config {
  const given = Object.fromEntries(Object.entries(context).filter(([name]) => SETTING_NAME.test(name)));
  const { data, error } = configSchema.safeParse(given);
  if (data) return data;
  const problems = error.issues.map((issue) => `  ${explain(issue, given)}`);
  throw new SettingsError(`Pricebell can't be synthesised with these settings:\n${problems.join('\n')}`);
}

function explain(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.join(', ')}: no such setting; there are ${Object.keys(settingsSchema.shape).join(', ')}`;
  }
  const name = issue.path.join('.');
  const now = given[name] === undefined ? 'not given' : `now ${JSON.stringify(given[name])}`;
  return `${name}: ${issue.message} (${now}; set it with -c ${name}=…)`;
}

/** Spot in a personal stack, unless `spot` says otherwise: in production a minute without watching is worth more than 5 USD a month. */
export function usesSpot({ spot, stage }: Pick<Config, 'spot' | 'stage'>): boolean {
  return spot ?? stage === 'personal';
}

/** USD. Four fifths of it are more than a usual month of the stage costs: at four fifths, AWS sends the first mail. */
export function monthlyBudget({ monthlyBudgetUsd, stage }: Pick<Config, 'monthlyBudgetUsd' | 'stage'>): number {
  return monthlyBudgetUsd ?? (stage === 'personal' ? 35 : 45);
}

export interface CapacityUnits {
  /** writes of 1 KB a second */
  readonly write: number;
  /** consistent reads of 4 KB a second */
  readonly read: number;
}

/**
 * The capacity of table `market`; null: on demand. At 20 coins the task writes 1.5 units a second, 40 at once for the catalogue, which
 * DynamoDB takes from what was left unused in the last five minutes. Of the 25 units that are free, five are left to other tables.
 */
export function marketUnits({ stage, marketCapacity }: Config): CapacityUnits | null {
  const capacity = marketCapacity ?? (stage === 'personal' ? 'provisioned' : 'on-demand');
  return capacity === 'provisioned' ? { write: 20, read: 20 } : null;
}

/** For data that can't be made again: alerts, triggers, people. Everything else is deleted with the stack, so that nothing goes on costing. */
export function keptInProduction({ stage }: Config): { deletionProtection: boolean; removalPolicy: RemovalPolicy } {
  const kept = stage === 'production';
  return { deletionProtection: kept, removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY };
}
