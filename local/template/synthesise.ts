import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readJson } from '../write-atomically.ts';
import { hashSources } from './source-hash.ts';

const SYNTH_TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
/** Number of synthesised templates to keep. A running stack reads its bundles from one of them. */
const MAX_KEPT_ASSEMBLIES = 5;

const cdkConfigSchema = z.object({ app: z.string(), context: z.record(z.string(), z.unknown()).default({}) });

export interface Synthesis {
  /** the project's folder, which holds cdk.json */
  readonly root: string;
  /** folder of assemblies, one folder for each source hash */
  readonly cache: string;
  /** settings that differ from their defaults, as `-c name=value` gives them */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly report: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the CDK app as `cdk synth` does, once for each state of the sources, and returns the folder of its cloud assembly.
 * @throws Error with the app's output when it fails
 */
export async function synthesise(options: Synthesis): Promise<string> {
  const { root, cache, report, settings = {} } = options;
  const folder = join(cache, [hashSources(root), ...Object.entries(settings).flat()].join('-'));
  if (existsSync(join(folder, 'manifest.json'))) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  report('Making the template and bundling the functions (only when the sources have changed)…');
  const fresh = `${folder}.${process.pid}.part`;
  mkdirSync(fresh, { recursive: true });
  try {
    await runApp(options, fresh);
    adopt(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  forgetOldest(cache);
  return folder;
}

async function runApp({ root, settings, signal }: Synthesis, output: string): Promise<void> {
  const { app, context } = cdkConfigSchema.parse(readJson(join(root, 'cdk.json')));
  const [program, ...args] = app.split(' ');
  const command = program === 'node' ? process.execPath : (program ?? '');
  const env = { ...process.env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...settings }) };
  try {
    await promisify(execFile)(command, args, {
      cwd: root,
      env,
      signal,
      timeout: SYNTH_TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
  } catch (error) {
    signal?.throwIfAborted();
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(`the CDK app (${app}) failed:\n${words || String(error)}`);
  }
}

/** Another start may have made the same folder in the meantime: use that one. */
function adopt(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'manifest.json'))) throw error;
  }
}

function forgetOldest(cache: string): void {
  const byAge = readdirSync(cache)
    .filter((name) => !name.endsWith('.part'))
    .map((name) => ({ path: join(cache, name), usedAt: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.usedAt - a.usedAt);
  for (const { path } of byAge.slice(MAX_KEPT_ASSEMBLIES)) rmSync(path, { recursive: true, force: true });
}
