import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** The files of the page under this folder, by paths from there that start with a slash; none of a hidden folder, which is for tools. */
export async function listPagePaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll(sep, '/'))
    .filter((path) => !path.includes('/.'))
    .sort();
}
