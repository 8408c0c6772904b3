import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { awsEnvironment, type Emulator, ROOT } from './emulator.ts';
import { runProgram } from './run-program.ts';

const CLI = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
const WITHIN_MS = 200_000;
/** Nobody is asked, and nothing is fetched or told. */
const ALONE = ['--ci', '--no-notices', '--require-approval', 'never', '--progress', 'events'];

/**
 * The CDK CLI against the emulator; answers what it printed. Its home is the run's folder, so that no profile or setting of
 * this machine gets into it. @throws ProgramFailedError
 */
export function cdk(emulator: Emulator, args: readonly string[], folder: string): Promise<string> {
  appendFileSync(join(emulator.folder, 'cdk.log'), `$ cdk ${args.join(' ')}\n`);
  return runProgram({
    command: process.execPath,
    args: [CLI, ...args, ...ALONE],
    folder,
    withinMs: WITHIN_MS,
    environment: {
      ...awsEnvironment(emulator, ROOT),
      // the app of cdk.json runs on the `node` that it finds first
      PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      HOME: emulator.folder,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    },
    onLine: (line) => appendFileSync(join(emulator.folder, 'cdk.log'), `${line}\n`),
  });
}
