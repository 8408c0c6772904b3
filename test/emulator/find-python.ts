import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRunError } from './cannot-run.ts';

const MIN_MINOR = 10;
const PROBE_TIMEOUT_MS = 10_000;
/** Prints `3.11`. Fails where virtual environments can't be made, as on a Debian without python3-venv. */
const PROBE = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])';

export type Run = (command: string, args: readonly string[]) => Promise<string>;

export interface Python {
  readonly command: string;
  /** such as 3.11 */
  readonly version: string;
}

/** Finds the first Python that is new enough. @throws CannotRunError that names the tried ones */
export async function findPython(environment: NodeJS.ProcessEnv, run: Run = runProbe): Promise<Python> {
  const tried: string[] = [];
  for (const command of environment.PYTHON ? [environment.PYTHON] : ['python3', 'python']) {
    const version = await run(command, ['-c', PROBE]).then(
      (text) => text.trim(),
      () => null,
    );
    if (version !== null && isNewEnough(version)) return { command, version };
    tried.push(`\`${command}\` ${version === null ? 'does not run or has no venv' : `is ${version}`}`);
  }
  throw new CannotRunError(
    [
      `Python 3.${MIN_MINOR} or newer with venv is needed: ${tried.join(', ')}.`,
      '  Debian, Ubuntu:  sudo apt-get install -y python3 python3-venv',
      '  macOS:           brew install python3',
      '  another one:     PYTHON=/path/to/python3 npm run test:aws-emulator',
    ].join('\n'),
  );
}

function isNewEnough(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor !== undefined && minor >= MIN_MINOR;
}

async function runProbe(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, [...args], { timeout: PROBE_TIMEOUT_MS });
  return stdout;
}
