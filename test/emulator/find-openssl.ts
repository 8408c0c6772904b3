import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRun } from './cannot-run.ts';

/** MiniStack makes its certificate with it. @throws CannotRun when there is none */
export async function findOpenssl(): Promise<void> {
  await promisify(execFile)('openssl', ['version']).catch(() => {
    throw new CannotRun('openssl is needed, and is not on the PATH (Debian: sudo apt-get install -y openssl).');
  });
}
