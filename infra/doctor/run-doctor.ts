import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type Config, parseSettings, SettingsError } from '../config.ts';
import { examineDeploy } from './after/examine-deploy.ts';
import { watchDeploy } from './after/watch-deploy.ts';
import { type Arguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { makeClients } from './clients.ts';
import { examineAccount } from './examine-account.ts';
import { wouldFail, writeReport } from './report.ts';

const CDK_JSON = new URL('../../cdk.json', import.meta.url);
const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

type Print = (text: string) => void;
type ExitCode = 0 | 1;

/** `npm run doctor`: prints what it finds and returns the exit code. It changes nothing, so it may be stopped at any time. */
export async function runDoctor(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  print: Print,
): Promise<ExitCode> {
  try {
    const given = readArguments(argv);
    if (given.help) {
      print(USAGE);
      return 0;
    }
    const { context } = cdkSchema.parse(JSON.parse(readFileSync(CDK_JSON, 'utf8')));
    const config = parseSettings({ ...context, ...given.settings });
    return await (given.after ? runAfter(given, config, print) : runBefore(config, environment, print));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SettingsError)) throw error;
    print(`${error.message}\n`);
    return 1;
  }
}

async function runBefore(config: Config, environment: NodeJS.ProcessEnv, print: Print): Promise<ExitCode> {
  const findings = await examineAccount(config, makeClients(config.region), environment);
  print(writeReport(findings));
  return wouldFail(findings) ? 1 : 0;
}

function runAfter({ apiUrl, waitMs }: Arguments, config: Config, print: Print): Promise<ExitCode> {
  const clients = makeClients(config.region);
  const look = () => examineDeploy({ config, clients, apiUrl, now: Date.now });
  return watchDeploy({ look, print, now: Date.now, sleep, waitMs });
}
