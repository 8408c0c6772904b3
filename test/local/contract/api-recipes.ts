import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PAGE = join(import.meta.dirname, '../../../docs/api.md');
/** `%header{etag}` of recipe 5 needs it. */
const LEAST_VERSION = [7, 84];

/** The shell blocks of docs/api.md, without the first, which sets the variables. */
export function readRecipes(): string[] {
  const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
  return blocks.slice(1);
}

/** What `curl` of a block does; its other commands are left out. @throws Error when one fails */
export async function runCurls(block: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const commands = block.split('\n').filter((line) => !line.startsWith('pricebell '));
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
    env: { ...process.env, ...variables },
  });
  return stdout;
}

/** Whether this machine can run them. */
export async function hasCurl(): Promise<boolean> {
  try {
    const { stdout } = await run('curl', ['--version']);
    const [, major = 0, minor = 0] = /^curl (\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
    const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION;
    return major > leastMajor || (major === leastMajor && minor >= leastMinor);
  } catch {
    return false;
  }
}
