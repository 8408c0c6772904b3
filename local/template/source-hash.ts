import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that the synthesised template and its bundles are made of. A test compares it with the imports. */
export const TEMPLATE_SOURCES = [
  'cdk.json',
  'openapi.json',
  'package-lock.json',
  'domain',
  'contract',
  'text',
  'adapters',
  'functions',
  'infra',
  'ingest-task',
];

/** A hash that changes with every file that the template or a bundle is made of. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  hash.update(process.versions.node);
  for (const path of TEMPLATE_SOURCES.flatMap((source) => filesUnder(root, source))) {
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
