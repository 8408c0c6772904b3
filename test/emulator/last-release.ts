import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { newestRelease } from '../infra/releases/read-release.ts';
import { runProgram } from './run-program.ts';

const PROJECT = join(import.meta.dirname, '../..');
const GIT_WITHIN_MS = 30_000;
const INSTALL_WITHIN_MS = 180_000;

/** The project as it was released. Plain data, because the tests run in another process. */
export interface LastRelease {
  readonly name: string;
  /** absolute: its files, with the packages that it needs */
  readonly folder: string;
}

/** A message for the terminal: this clone does not have the release. */
export class NoReleaseError extends Error {
  override readonly name = 'NoReleaseError';
}

interface Checkout {
  /** absolute: the clone; this one by default */
  readonly project?: string;
  /** absolute; made anew */
  readonly folder: string;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Writes the files of the newest release to the folder. @throws NoReleaseError where the clone has no history */
export async function checkOutLastRelease(checkout: Checkout): Promise<LastRelease> {
  const { project = PROJECT, folder, report, signal } = checkout;
  const { name, commit } = newestRelease();
  const archive = join(dirname(folder), 'release.tar');
  const program = { folder: project, withinMs: GIT_WITHIN_MS, signal };
  try {
    await runProgram({ ...program, command: 'git', args: ['archive', '--output', archive, commit] });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new NoReleaseError(`commit ${commit.slice(0, 8)} of release ${name} is not in this clone (${why})`);
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await runProgram({ ...program, command: 'tar', args: ['-xf', archive, '-C', folder] });
  rmSync(archive);
  if (hasAllPackages(project, folder)) {
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  } else {
    report(`Installing the packages of release ${name}…`);
    // the install scripts would set up git hooks; nothing of the deploy needs them
    const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    await runProgram({ command: 'npm', args, folder, withinMs: INSTALL_WITHIN_MS, signal });
  }
  return { name, folder };
}

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** Whether the packages of a project, which names exact versions, are those of the release and perhaps more. Both are folders. */
export function hasAllPackages(project: string, release: string): boolean {
  const ours = packagesOf(project);
  return Object.entries(packagesOf(release)).every(([name, version]) => ours[name] === version);
}

function packagesOf(folder: string): Record<string, string> {
  const { dependencies, devDependencies } = packageSchema.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  return { ...dependencies, ...devDependencies };
}
