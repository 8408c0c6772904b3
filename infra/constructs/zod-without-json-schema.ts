import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What only `toJSONSchema` needs. A schema holds it, so no bundler leaves it out. */
const UNUSED = ['v4/core/json-schema-processors.js', 'v4/core/to-json-schema.js'];
const EXPORT = /^export (?:const|function) (\w+)/gm;

let made: string | null = null;

/**
 * A copy of zod for bundles, 19 KB smaller: openapi.json is written before a deploy, and no function writes a JSON Schema. What is
 * left out fails where it is called. The copy is kept until the process ends.
 */
export function zodWithoutJsonSchema(root: string): string {
  made ??= copyOf(join(root, 'node_modules/zod'));
  return made;
}

function copyOf(zod: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'pricebell-zod-'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  const isRead = (path: string) => statSync(path).isDirectory() || /\.js$|package\.json$/.test(path);
  cpSync(zod, copy, { recursive: true, filter: isRead });
  for (const file of UNUSED) writeFileSync(join(copy, file), without(readFileSync(join(zod, file), 'utf8')));
  return copy;
}

/** The same exports. Those that a schema calls as it is made give what fails later. */
function without(source: string): string {
  const names = [...source.matchAll(EXPORT)].map(([, name = '']) => name);
  const made = names.map((name) => `export const ${name} = ${name.startsWith('create') ? '() => fail' : 'fail'};`);
  return [`const fail = () => { throw new Error('bundles write no JSON Schema'); };`, ...made, ''].join('\n');
}
