import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// Who may import whom is checked by `npm run layers` (.dependency-cruiser.ts); import-rules.test.ts proves that check.

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = 'domain contract text adapters functions ingest-task infra cli local web test bench docs'.split(' ');
const MAX_LINES = 400;

const files = FOLDERS.filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.includes('node_modules'));
const sourceOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(900);
});

test('the rules know no clock, no chance and no environment', () => {
  const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bcrypto\b/;
  expect(files.filter((file) => file.startsWith('domain/') && impure.test(sourceOf(file)))).toEqual([]);
});

test(`no source file is longer than ${MAX_LINES} lines`, () => {
  expect(files.filter((file) => sourceOf(file).split('\n').length > MAX_LINES + 1)).toEqual([]);
});
