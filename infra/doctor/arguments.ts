import { parseArgs } from 'node:util';

const DEFAULT_WAIT_MINUTES = '5';
const MS_A_MINUTE = 60_000;

export const USAGE = `npm run doctor -- [-c name=value]…
npm run doctor -- --after [--wait minutes] [-c name=value]…

Says whether \`npx cdk deploy\` would succeed in your AWS account, and what to do next. It changes nothing.
It looks at: settings, credentials, account, region, CDK bootstrap and its key, the role of ECS, an earlier stack and what can't
be changed there in one deploy, the sender in SES, the DNS records of its domain, the SES sandbox and how many functions may run at once. Whether the
exchange answers is not seen from here: the ingest task says it.

With --after, says whether the deployed stack lives: the ingest task, health, followed coins, the canary, the sender, who gets
mails about alarms, alarms that are on, a budget. A stack needs two or three minutes after a deploy.

  -c, --context name=value   a setting of infra/config.ts, as you would give it to the deploy
      --after                look at the deployed stack
      --wait minutes         with --after: how long to look again while something may still come (${DEFAULT_WAIT_MINUTES}; 0: look once)
      --api-url url          with --after: where the API answers, if not at the address in the stack's outputs (such as
                             https://bell.your-domain/api)
  -h, --help                 this text

It ends with 1 when a deploy would fail, or, with --after, when something does not work.
`;

/** Wrong arguments. Its message is for the person who typed them. */
export class UsageError extends Error {}

export interface Arguments {
  readonly help: boolean;
  readonly after: boolean;
  readonly waitMs: number;
  readonly apiUrl: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** @throws UsageError */
export function readArguments(argv: readonly string[]): Arguments {
  const { after = false, help = false, context = [], wait, 'api-url': apiUrl } = parse(argv);
  if (!after && (wait !== undefined || apiUrl !== undefined)) {
    throw new UsageError('--wait and --api-url go with --after');
  }
  if (apiUrl !== undefined && !URL.canParse(apiUrl)) throw new UsageError(`--api-url ${apiUrl}: give a whole address`);
  const waitMs = readMinutes(wait ?? DEFAULT_WAIT_MINUTES) * MS_A_MINUTE;
  return { after, help, waitMs, apiUrl, settings: Object.fromEntries(context.map(splitSetting)) };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        context: { type: 'string', short: 'c', multiple: true },
        after: { type: 'boolean' },
        wait: { type: 'string' },
        'api-url': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function readMinutes(text: string): number {
  if (!/^\d{1,3}(\.\d+)?$/.test(text)) throw new UsageError(`--wait ${text}: give a number of minutes`);
  return Number(text);
}

function splitSetting(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`-c ${text}: give a setting as name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
