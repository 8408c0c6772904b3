import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Everything that the built page is made of, by paths from the repository's root. A test compares it with the imports; what an alarm means
 * comes from the runbook.
 */
export const PAGE_SOURCES = ['package-lock.json', 'docs/runbook.md', 'web', 'domain', 'contract', 'text'];

/** A hash that changes with every file that the built page is made of. */
export function hashPageSources(root: string): string {
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of PAGE_SOURCES.flatMap((source) => filesUnder(root, source))) {
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesUnder(root: string, source: string): string[] {
  if (source.includes('.')) return [source];
  return readdirSync(join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
