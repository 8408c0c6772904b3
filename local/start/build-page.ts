import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BUILD_TIMEOUT_MS = 60_000;

/**
 * Builds the page as `cdk deploy` does, in a process beside the start, unless it is built already. Returns the folder of its files.
 * @throws Error that names the file that can't be built
 */
export async function buildPage(root: string, signal?: AbortSignal): Promise<string> {
  try {
    const program = join(root, 'infra/page/main.ts');
    const options = { cwd: root, timeout: BUILD_TIMEOUT_MS, ...(signal && { signal }) };
    const { stdout } = await promisify(execFile)(process.execPath, [program], options);
    return stdout.trim();
  } catch (error) {
    signal?.throwIfAborted();
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(words || String(error));
  }
}
