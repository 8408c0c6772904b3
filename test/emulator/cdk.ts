import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { awsEnvironment, type Emulator, ROOT } from './emulator.ts';
import { runProgram } from './run-program.ts';

const CLI = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
const WITHIN_MS = 200_000;
/** The CLI asks nobody, and fetches and sends nothing. */
const UNATTENDED = ['--ci', '--no-notices', '--require-approval', 'never', '--progress', 'events'];

/**
 * Runs the CDK CLI against the emulator and returns its output. Its home is the run's folder, so that it sees no profile or setting of
 * this machine. @throws ProgramFailedError
 */
export function cdk(emulator: Emulator, args: readonly string[], folder: string): Promise<string> {
  appendFileSync(join(emulator.folder, 'cdk.log'), `$ cdk ${args.join(' ')}\n`);
  return runProgram({
    command: process.execPath,
    args: [CLI, ...args, ...UNATTENDED],
    folder,
    withinMs: WITHIN_MS,
    environment: {
      ...awsEnvironment(emulator, ROOT),
      // the app in cdk.json runs on the first `node` on the PATH
      PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
      HOME: emulator.folder,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    },
    onLine: (line) => appendFileSync(join(emulator.folder, 'cdk.log'), `${line}\n`),
  });
}
