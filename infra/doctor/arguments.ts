import { parseArgs } from 'node:util';

export const USAGE = `npm run doctor -- [-c name=value]…

Says whether \`npx cdk deploy\` would succeed in your AWS account, and what to do next. It changes nothing.
It looks at: settings, credentials, account, region, CDK bootstrap and its key, the role of ECS, an earlier stack and what can't
be changed there in one deploy, the sender in SES, the SES sandbox and how many functions may run at once. Whether Binance answers is not seen from here: the ingest task says it.

  -c, --context name=value   a setting of infra/config.ts, as you would give it to the deploy
  -h, --help                 this text

It ends with 1 when a deploy would fail.
`;

/** Wrong arguments. Its message is for the person who typed them. */
export class UsageError extends Error {}

export interface Arguments {
  readonly help: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** @throws UsageError */
export function readArguments(argv: readonly string[]): Arguments {
  const { context, help } = parse(argv);
  return { help, settings: Object.fromEntries(context.map(splitSetting)) };
}

function parse(argv: readonly string[]): { context: string[]; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { context: { type: 'string', short: 'c', multiple: true }, help: { type: 'boolean', short: 'h' } },
    });
    return { context: values.context ?? [], help: values.help ?? false };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function splitSetting(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`-c ${text}: give a setting as name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
