import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseSettings, SettingsError } from '../config.ts';
import { readArguments, USAGE, UsageError } from './arguments.ts';
import { makeClients } from './clients.ts';
import { examineAccount } from './examine-account.ts';
import { wouldFail, writeReport } from './report.ts';

const CDK_JSON = new URL('../../cdk.json', import.meta.url);
const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

export interface Outcome {
  readonly text: string;
  readonly code: 0 | 1;
}

/** The output and exit code of `npm run doctor`. */
export async function runDoctor(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
  try {
    const { help, settings } = readArguments(argv);
    if (help) return { text: USAGE, code: 0 };
    const { context } = cdkSchema.parse(JSON.parse(readFileSync(CDK_JSON, 'utf8')));
    const config = parseSettings({ ...context, ...settings });
    const findings = await examineAccount(config, makeClients(config.region), environment);
    return { text: writeReport(findings), code: wouldFail(findings) ? 1 : 0 };
  } catch (error) {
    if (error instanceof UsageError || error instanceof SettingsError) return { text: `${error.message}\n`, code: 1 };
    throw error;
  }
}
