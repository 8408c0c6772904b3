import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleChanged, type SourceChange } from './run-mutation.ts';

/** Where packages are found from. */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache');
const TIMEOUT_MS = 300_000;

/** How many worlds were played until one was not as promised, and what was wrong there. */
export interface Shown {
  readonly took: number;
  readonly fault: string;
}

export interface WorldsTrial {
  readonly seed: number;
  readonly runs: number;
}

/** On the way of a message: test/local/delivery. */
export const DELIVERY_WORLDS = 'test/mutations/delivery/play-worlds.ts';
/** From the exchange's socket to the alerts, over restarts: test/local/ingest-task/chaos. */
export const INGEST_WORLDS = 'test/mutations/ingest/play-worlds.ts';

/**
 * Plays worlds with faults against a bundle of the source in which the change was put, in a process of its own and on
 * tables in memory; null: all were as promised.
 * @param entry exports `worldsToFault(seed, runs)`
 */
export async function runWorldsMutation(
  entry: string,
  change: SourceChange | null,
  { seed, runs }: WorldsTrial,
): Promise<Shown | null> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'pricebell-mutation-'));
  try {
    const outfile = join(folder, 'play-worlds.mjs');
    await bundleChanged({ entry, outfile, change, isWithoutPackages: true });
    const script = `import { worldsToFault } from ${JSON.stringify(outfile)};
      console.log(JSON.stringify(await worldsToFault(${seed}, ${runs})));`;
    const args = ['--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: TIMEOUT_MS });
    return JSON.parse(stdout) as Shown | null;
  } finally {
    await rm(folder, { recursive: true });
  }
}
