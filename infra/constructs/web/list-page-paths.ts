import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The files of the page under this folder, by paths from there that start with a slash; none of a hidden folder, which is for tools. */
export function listPagePaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll(sep, '/'))
    .filter((path) => !path.includes('/.'))
    .sort();
}
