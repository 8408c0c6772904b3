import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotRunError } from './cannot-run.ts';

/** MiniStack makes its certificate with openssl. @throws CannotRunError when it is missing */
export async function findOpenssl(): Promise<void> {
  await promisify(execFile)('openssl', ['version']).catch(() => {
    throw new CannotRunError('openssl is needed, and is not on the PATH (Debian: sudo apt-get install -y openssl).');
  });
}
