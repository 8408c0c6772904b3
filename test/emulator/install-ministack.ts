import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../local/write-atomically.ts';
import { CannotRunError } from './cannot-run.ts';
import type { Python } from './find-python.ts';
import { runProgram } from './run-program.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const INSTALL_WITHIN_MS = 180_000;

export interface Installation {
  readonly python: Python;
  /** absolute: folder of the virtual environment */
  readonly folder: string;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Makes a virtual environment with MiniStack and returns its Python. Uses an existing one if it is complete and was made by this Python
 * for these versions. @throws CannotRunError when the packages can't be installed
 */
export async function installMiniStack({ python, folder, report, signal }: Installation): Promise<string> {
  const venv = join(folder, 'python');
  const program = join(venv, 'bin', 'python');
  const stampFile = join(folder, 'python.stamp');
  const stamp = stampOf(python);
  if (existsSync(program) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return program;

  report(`Installing MiniStack ${ministackVersion()} for Python ${python.version}…`);
  rmSync(stampFile, { force: true });
  rmSync(venv, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--retries', '2'];
  try {
    await runProgram({
      command: python.command,
      args: ['-m', 'venv', venv],
      folder,
      withinMs: INSTALL_WITHIN_MS,
      signal,
    });
    await runProgram({
      command: program,
      args: [...pip, '-r', REQUIREMENTS],
      folder,
      withinMs: INSTALL_WITHIN_MS,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new CannotRunError(`MiniStack's packages can't be had: ${error instanceof Error ? error.message : error}`);
  }
  writeAtomically(stampFile, stamp);
  return program;
}

/** The version in requirements.txt. */
export function ministackVersion(): string {
  return /^ministack==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))?.[1] ?? 'of an unknown version';
}

function stampOf({ command, version }: Python): string {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  return `${hash} ${command} ${version}\n`;
}
