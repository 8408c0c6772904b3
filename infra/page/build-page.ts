import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { hashPageSources } from './page-hash.ts';

/** Number of built pages to keep. A running stack serves its page from one of them. */
const MAX_KEPT_PAGES = 3;

/** Its message names the file and the line, for the person who wrote it. */
export class PageBuildError extends Error {}

/**
 * Builds the page, once for each state of its sources, and returns the folder of its files.
 * @param root the folder of package.json
 * @throws PageBuildError
 */
export async function buildPage(root: string): Promise<string> {
  const cache = join(root, 'dist', 'page');
  const folder = join(cache, hashPageSources(root));
  if (existsSync(join(folder, 'index.html'))) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  const fresh = `${folder}.${process.pid}.part`;
  mkdirSync(fresh, { recursive: true });
  try {
    await runVite(root, fresh);
    adopt(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  forgetOldest(cache);
  return folder;
}

async function runVite(root: string, outDir: string): Promise<void> {
  // loading it takes a quarter of a second, which only a change of the sources is worth
  const { build } = await import('vite');
  // otherwise a test would build another page than a deploy, under the same hash
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: join(root, 'web', 'vite.config.ts'),
      logLevel: 'silent',
      mode: 'production',
      build: { outDir, emptyOutDir: true },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new PageBuildError(`the page can't be built:\n${stripVTControlCharacters(message).trim()}`);
  }
}

/** Another program may have built the same page in the meantime: use that one. */
function adopt(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'index.html'))) throw error;
  }
}

function forgetOldest(cache: string): void {
  const byAge = readdirSync(cache)
    .filter((name) => !name.endsWith('.part'))
    .map((name) => join(cache, name))
    // another program may have removed it in the meantime
    .map((path) => ({ path, usedAt: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.usedAt - a.usedAt);
  for (const { path } of byAge.slice(MAX_KEPT_PAGES)) rmSync(path, { recursive: true, force: true });
}
