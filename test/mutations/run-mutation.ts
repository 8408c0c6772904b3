import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import type { ScenarioKind } from './check-scenarios.ts';
import type { Mutation } from './mutation.ts';

const ROOT = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 120_000;

/** A fault to be put into the source. */
export type SourceChange = Omit<Mutation, 'shownBy'>;

export interface Trial {
  readonly scenarios: ScenarioKind;
  readonly seed: number;
  readonly runs: number;
}

/**
 * Plays random scenarios against a bundle of the source in which `mutation` was put, in a process of its own; the working
 * tree is not touched. Answers how many scenarios it took until one differed from the plain reading; null: none did.
 * @throws Error when the fragment to be replaced does not stand in its file exactly once
 */
export async function runMutation(mutation: Mutation | null, trial: Trial): Promise<number | null> {
  const folder = await mkdtemp(join(tmpdir(), 'pricebell-mutation-'));
  try {
    const bundle = join(folder, 'check-scenarios.mjs');
    await bundleScenarios(bundle, mutation);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', scriptFor(bundle, trial)],
      { timeout: TIMEOUT_MS },
    );
    return JSON.parse(stdout) as number | null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scriptFor(bundle: string, { scenarios, seed, runs }: Trial): string {
  const args = [scenarios, seed, runs].map((value) => JSON.stringify(value));
  return `import { runsToDifference } from ${JSON.stringify(bundle)};
    console.log(JSON.stringify(await runsToDifference(${args})));`;
}

async function bundleScenarios(outfile: string, mutation: Mutation | null): Promise<void> {
  await bundleChanged({ entry: 'test/mutations/check-scenarios.ts', outfile, change: mutation });
}

export interface ChangedBundle {
  /** from the root */
  readonly entry: string;
  readonly outfile: string;
  readonly change: SourceChange | null;
  /** whether packages are left out; they must be found from where `outfile` lies */
  readonly isWithoutPackages?: boolean;
}

/** Bundles the source with the change in it. */
export async function bundleChanged({ entry, outfile, change, isWithoutPackages }: ChangedBundle): Promise<void> {
  const changed = change && { path: join(ROOT, change.file), source: await mutate(change) };
  await build({
    entryPoints: [join(ROOT, entry)],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' },
    ...(isWithoutPackages && { packages: 'external' as const }),
    plugins: changed ? [replaceFile(changed)] : [],
  });
}

/** The mutated text of the mutation's file. */
export async function mutate({ name, file, find, replace }: SourceChange): Promise<string> {
  const source = await readFile(join(ROOT, file), 'utf8');
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`mutation "${name}": its fragment stands ${parts.length - 1} times in ${file}, not once: ${find}`);
  }
  return parts.join(replace);
}

function replaceFile({ path, source }: { path: string; source: string }): Plugin {
  const filter = /\.ts$/;
  return {
    name: 'replace-file',
    setup: ({ onLoad }) => {
      onLoad({ filter }, (args) => (args.path === path ? { contents: source, loader: 'ts' } : null));
    },
  };
}
