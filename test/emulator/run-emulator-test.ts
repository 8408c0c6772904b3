import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../local/start/run-lock.ts';
import { Teardown } from '../../local/start/teardown.ts';
import type { Terminal } from '../../local/start/terminal.ts';
import type { Emulator } from './emulator.ts';
import { findEmulator } from './find-emulator.ts';
import { findOpenssl } from './find-openssl.ts';
import { findPython } from './find-python.ts';
import { installMiniStack } from './install-ministack.ts';
import { checkOutLastRelease, type LastRelease, NoReleaseError } from './last-release.ts';
import { runTests } from './run-tests.ts';
import { startMiniStack } from './start-ministack.ts';

/** Kept between runs: MiniStack's packages and the logs of the last run. */
const FOLDER = join(import.meta.dirname, '../../.local/emulator');
const RUN_FOLDER = join(FOLDER, 'run');
/** Error lines of the run that are shown in the terminal. */
const MAX_SHOWN_ERRORS = 5;

export interface Run {
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/**
 * The whole run, from finding Python to destroying the stack. Stops everything that it started.
 * @throws CannotRunError where this machine can't run the emulator, TestsFailedError, StoppedError
 */
export async function runEmulatorTest(run: Run): Promise<Emulator> {
  const { terminal, signal } = run;
  mkdirSync(FOLDER, { recursive: true });
  const unlock = takeLock(FOLDER);
  const teardown = new Teardown(terminal.problem);
  teardown.add('the lock', unlock);
  try {
    rmSync(RUN_FOLDER, { recursive: true, force: true });
    mkdirSync(RUN_FOLDER, { recursive: true });
    const emulator = await chooseEmulator(run, teardown);
    signal.throwIfAborted();
    const lastRelease = await findLastRelease(run);
    const update = lastRelease ? `; update from ${lastRelease.name}` : '';
    terminal.progress(`${emulator.name} answers. Bootstrap, deploy, main job, second deploy, removal${update}:`);
    if (await runTests({ emulator, lastRelease, signal })) return emulator;
    for (const line of lastErrors()) terminal.problem(line);
    throw new TestsFailedError(`all that was said meanwhile is in ${RUN_FOLDER}/*.log`);
  } finally {
    await teardown.run();
  }
}

/** A clone without history has no earlier version to update from: that is said, and the rest runs. */
async function findLastRelease({ terminal, signal }: Run): Promise<LastRelease | null> {
  try {
    return await checkOutLastRelease({ folder: join(RUN_FOLDER, 'release'), report: terminal.progress, signal });
  } catch (error) {
    if (!(error instanceof NoReleaseError)) throw error;
    terminal.line(`update from the last release: LEFT OUT, as ${error.message}. git fetch --unshallow gets it.`);
    return null;
  }
}

/** Functions and task log errors as JSON, MiniStack as text. */
function lastErrors(): string[] {
  return readdirSync(RUN_FOLDER)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => readFileSync(join(RUN_FOLDER, name), 'utf8').split('\n'))
    .filter((line) => /"level":"ERROR"| ERROR /.test(line))
    .slice(-MAX_SHOWN_ERRORS);
}

export class TestsFailedError extends Error {
  override readonly name = 'TestsFailedError';
}

async function chooseEmulator({ environment, terminal, signal }: Run, teardown: Teardown): Promise<Emulator> {
  const given = environment.AWS_ENDPOINT_URL;
  if (given) return findEmulator(given, RUN_FOLDER);
  await findOpenssl();
  const python = await findPython(environment);
  const program = await installMiniStack({ python, folder: FOLDER, report: terminal.progress, signal });
  terminal.progress('Starting MiniStack…');
  const { stop, ...emulator } = await startMiniStack(program, RUN_FOLDER);
  teardown.add('MiniStack', stop);
  return emulator;
}
