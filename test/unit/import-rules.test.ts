import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, expect, test } from 'vitest';
import config from '../../.dependency-cruiser.ts';
import { drawRooms } from '../../docs/draw-rooms.ts';
import { PAGE_SOURCES } from '../../infra/page/page-hash.ts';
import { TEMPLATE_SOURCES } from '../../local/template/source-hash.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = 'domain contract text adapters functions ingest-task infra cli local test bench'.split(' ');
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

async function readImports(baseDir: string, folders: string[]): Promise<ICruiseResult> {
  const { forbidden, options } = config;
  const settings = { ...options, baseDir, ruleSet: { forbidden }, validate: true };
  const { output } = await cruise(folders, settings);
  return output as ICruiseResult;
}

/** The names of the rules that a made-up tree of files breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'import-rules-'));
  made.push(root);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const { summary } = await readImports(root, folders);
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

const HOLDS_NOTHING = 'export type Made = string;\n';

/** A file at `from` that imports the file at `to`, in each way that an import can be written. */
const WAYS_TO_IMPORT = {
  'a plain import': (to: string) => `import { made } from '${to}';\nexport const again = made;\n`,
  'a type-only import': (to: string) => `import type { Made } from '${to}';\nexport type Again = Made;\n`,
  'an import of a type among values': (to: string) => `import { type Made } from '${to}';\nexport type Again = Made;\n`,
  're-exporting a type': (to: string) => `export type { Made } from '${to}';\n`,
  'a dynamic import': (to: string) => `export const again = () => import('${to}');\n`,
};

test.each(Object.entries(WAYS_TO_IMPORT))('%s that points up is refused', async (_way, importing) => {
  const files = {
    'domain/market/low.ts': importing('../../adapters/high.ts'),
    'adapters/high.ts': HOLDS_NOTHING,
  };
  expect(await brokenRules(files)).toEqual(['domain-imports-down']);
});

test.each(Object.entries(WAYS_TO_IMPORT))('a cycle of files is refused: %s', async (_way, importing) => {
  const files = { 'text/one.ts': importing('./two.ts'), 'text/two.ts': importing('./one.ts') };
  expect(await brokenRules(files)).toEqual(['no-cycle-of-files']);
});

const importing = (to: string) => `import type { Made } from '${to}';\nexport type Again = Made;\n`;

test.each<[rule: string, from: string, to: string]>([
  ['contract-imports-down', 'contract/a.ts', 'text/b.ts'],
  ['text-imports-down', 'text/pages/a.ts', 'functions/api/b.ts'],
  ['adapters-imports-down', 'adapters/a.ts', 'functions/api/b.ts'],
  ['functions-imports-down', 'functions/api/a.ts', 'ingest-task/b.ts'],
  ['functions-imports-down', 'functions/api/a.ts', 'local/b.ts'],
  ['ingest-task-imports-down', 'ingest-task/a.ts', 'functions/api/b.ts'],
  ['infra-imports-down', 'infra/a.ts', 'adapters/b.ts'],
  ['web-imports-down', 'web/a.ts', 'adapters/b.ts'],
  ['cli-imports-down', 'cli/a.ts', 'functions/api/b.ts'],
  ['local-imports-down', 'local/a.ts', 'functions/api/b.ts'],
  ['domain-imports-down', 'domain/market/a.ts', 'test/b.ts'],
  ['rules-imports-lower-rooms', 'domain/rules/a.ts', 'domain/alerts/b.ts'],
  ['metrics-imports-lower-rooms', 'domain/metrics/a.ts', 'domain/preview/b.ts'],
  ['domain-room-is-listed', 'domain/odds/a.ts', 'domain/odds/b.ts'],
  ['mail-imports-lower-rooms', 'text/mail/a.ts', 'text/pages/b.ts'],
  ['publishing-imports-lower-rooms', 'ingest-task/publishing/a.ts', 'ingest-task/watching/b.ts'],
  ['ingest-task-room-is-listed', 'ingest-task/odds/a.ts', 'ingest-task/clock.ts'],
  ['functions-stay-apart', 'functions/api/a.ts', 'functions/send-mails/b.ts'],
  ['exchanges-stay-apart', 'ingest-task/exchanges/one/a.ts', 'ingest-task/exchanges/two/b.ts'],
  ['exchange-behind-its-port', 'ingest-task/run/a.ts', 'ingest-task/exchanges/one/b.ts'],
])('%s: %s must not import %s', async (rule, from, to) => {
  const path = `${'../'.repeat(from.split('/').length - 1)}${to}`;
  expect(await brokenRules({ [from]: importing(path), [to]: HOLDS_NOTHING })).toEqual([rule]);
});

test.each<[rule: string, from: string, packageName: string]>([
  ['pure-folders-know-no-node', 'domain/market/a.ts', 'node:fs'],
  ['pure-folders-know-no-node', 'text/a.ts', 'node:crypto'],
  ['import-is-found', 'text/a.ts', './nowhere.ts'],
])('%s: %s must not import %s', async (rule, from, packageName) => {
  expect(await brokenRules({ [from]: importing(packageName) })).toEqual([rule]);
});

test.each<[rule: string, from: string, packageName: string]>([
  ['sdk-behind-adapters', 'functions/api/a.ts', '@aws-sdk/client-sqs'],
  ['sdk-behind-adapters', 'infra/constructs/a.ts', '@smithy/node-http-handler'],
  ['pure-folders-know-no-packages', 'domain/market/a.ts', 'ulid'],
])('%s: %s must not import the package %s', async (rule, from, name) => {
  const inPackage = `node_modules/${name}`;
  const files = {
    [from]: importing(name),
    [`${inPackage}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
    [`${inPackage}/index.js`]: '',
  };
  expect(await brokenRules(files)).toEqual([rule]);
});

test('folders may not form a cycle, even where their files form none', async () => {
  const files = {
    'adapters/http/a.ts': importing('../queues/b.ts'),
    'adapters/queues/b.ts': HOLDS_NOTHING,
    'adapters/queues/c.ts': importing('../http/d.ts'),
    'adapters/http/d.ts': HOLDS_NOTHING,
  };
  expect(await brokenRules(files)).toEqual(['no-cycle-of-folders']);
});

test('what the rules allow passes', async () => {
  const files = {
    'domain/market/a.ts': HOLDS_NOTHING,
    'domain/alerts/b.ts': importing('../market/a.ts'),
    'contract/c.ts': importing('../domain/alerts/b.ts'),
    'text/d.ts': importing('../contract/c.ts'),
    'adapters/e.ts': importing('../text/d.ts'),
    'functions/api/f.ts': importing('../../adapters/e.ts'),
    'functions/api/endpoints/g.ts': importing('../f.ts'),
    'ingest-task/exchanges/one/h.ts': importing('../../../adapters/e.ts'),
    'ingest-task/exchanges/exchanges.ts': importing('./one/h.ts'),
    'test/i.ts': importing('../ingest-task/exchanges/one/h.ts'),
  };
  expect(await brokenRules(files)).toEqual([]);
});

/** Tests that hold the sources of made-up files as texts. */
const SOURCES_AS_TEXTS = ['test/recipes/', 'test/infra/page/'];

/** Every import of our own files as a plain search of the text finds it: `file → imported file`. */
function plainReading(): string[] {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ).filter((file) => /\.(ts|mjs)$/.test(file) && !SOURCES_AS_TEXTS.some((folder) => file.startsWith(folder)));
  return files.flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    const found = source.matchAll(/(?:^|[\s(<|&,:])(?:from|import)\s*\(?\s*'(\.[^'\n]+)'/gm);
    return [...found].map(([, to = '']) => `${file} → ${normalize(join(dirname(file), to))}`);
  });
}

test('the tool sees every import that a plain search of the sources finds', async () => {
  const { modules } = await readImports(ROOT, FOLDERS);
  const seen = new Set(modules.flatMap((it) => it.dependencies.map(({ resolved }) => `${it.source} → ${resolved}`)));
  const found = plainReading();
  expect(found.length).toBeGreaterThan(3000);
  expect(found.filter((it) => !seen.has(it))).toEqual([]);
});

test('npm start synthesises again when a file of the template or of a bundle changes', async () => {
  const { modules } = await readImports(ROOT, ['infra', 'functions', 'ingest-task']);
  const ours = modules.map(({ source }) => source).filter((source) => source.endsWith('.ts'));
  const folders = new Set(ours.map((source) => source.split('/')[0]).filter((name) => name !== 'node_modules'));
  expect([...folders].filter((name = '') => !TEMPLATE_SOURCES.includes(name))).toEqual([]);
  expect(folders.size).toBeGreaterThan(3);
});

test('the page is built again when a file that it imports changes', async () => {
  const { modules } = await readImports(ROOT, ['web']);
  const ours = modules.map(({ source }) => source).filter((source) => /[.]tsx?$/.test(source));
  const folders = new Set(ours.map((source) => source.split('/')[0]).filter((name) => name !== 'node_modules'));
  expect([...folders].filter((name = '') => !PAGE_SOURCES.includes(name))).toEqual([]);
  expect(folders.size).toBeGreaterThan(2);
});

test('docs/rooms.md shows the imports as they stand: otherwise run `npm run rooms`', async () => {
  expect(readFileSync(join(ROOT, 'docs/rooms.md'), 'utf8')).toBe(await drawRooms());
});
