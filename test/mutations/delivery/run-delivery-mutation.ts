import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleChanged, type SourceChange } from '../run-mutation.ts';

/** Where packages are found from. */
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache');
const TIMEOUT_MS = 300_000;

/**
 * Plays worlds with faults against a bundle of the source in which the change was put, in a process of its own and on
 * tables in memory. Answers how many it took until one was not as promised, and how; null: all were.
 */
export async function runDeliveryMutation(
  change: SourceChange | null,
  { seed, runs }: { seed: number; runs: number },
): Promise<{ took: number; fault: string } | null> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'pricebell-mutation-'));
  try {
    const outfile = join(folder, 'play-worlds.mjs');
    const entry = 'test/mutations/delivery/play-worlds.ts';
    await bundleChanged({ entry, outfile, change, isWithoutPackages: true });
    const script = `import { worldsToFault } from ${JSON.stringify(outfile)};
      console.log(JSON.stringify(await worldsToFault(${seed}, ${runs})));`;
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS });
    return JSON.parse(stdout) as { took: number; fault: string } | null;
  } finally {
    await rm(folder, { recursive: true });
  }
}
