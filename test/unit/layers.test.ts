import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const LAYERS = [
  'domain',
  'contract',
  'text',
  'adapters',
  'functions',
  'ingest-task',
  'infra',
  'local',
  'test',
  'bench',
  'web',
];
const MAX_LINES = 400;

interface Import {
  readonly file: string;
  readonly to: string;
}

const files = LAYERS.flatMap((layer) => {
  try {
    return readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' }).map((name) => join(layer, name));
  } catch {
    return []; // a layer that is not there yet
  }
}).filter((file) => /\.(ts|mjs)$/.test(file) && !file.includes('node_modules'));

/** Every import of a file of ours, as a path from the root; packages as they are written. */
const imports: Import[] = files.flatMap((file) => {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found = source.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^'\n]+)'/gm);
  return [...found].map(([, to = '']) => ({ file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to }));
});

const layerOf = (path: string) => path.split('/')[0] ?? '';
const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
const isOurs = (path: string) => LAYERS.includes(layerOf(path));
const wrong = (rule: (it: Import) => boolean) => imports.filter(rule).map(({ file, to }) => `${file} → ${to}`);

test('there is something to look at', () => {
  expect(imports.length).toBeGreaterThan(50);
});

test('domain imports domain and one pure package alone: schemas', () => {
  const isPure = ({ to }: Import) => layerOf(to) === 'domain' || to === 'zod';
  expect(wrong((it) => layerOf(it.file) === 'domain' && !isPure(it))).toEqual([]);
});

test('functions import domain, adapters and themselves, never each other', () => {
  const allowed = ({ file, to }: Import) =>
    ['domain', 'contract', 'text', 'adapters', folderOf(file)].some(
      (folder) => to === folder || to.startsWith(`${folder}/`),
    );
  expect(wrong((it) => layerOf(it.file) === 'functions' && isOurs(it.to) && !allowed(it))).toEqual([]);
});

test('the ingest task imports domain and adapters', () => {
  const allowed = ({ to }: Import) => ['domain', 'contract', 'text', 'adapters', 'ingest-task'].includes(layerOf(to));
  expect(wrong((it) => layerOf(it.file) === 'ingest-task' && isOurs(it.to) && !allowed(it))).toEqual([]);
});

test('infra imports domain; functions and the task it knows by path only', () => {
  const allowed = ({ to }: Import) => ['domain', 'contract', 'infra'].includes(layerOf(to));
  expect(wrong((it) => layerOf(it.file) === 'infra' && isOurs(it.to) && !allowed(it))).toEqual([]);
});

test('only tests, the benchmark and local itself import local', () => {
  const allowed = ['local', 'test', 'bench'];
  expect(wrong(({ file, to }) => layerOf(to) === 'local' && !allowed.includes(layerOf(file)))).toEqual([]);
});

test('the SDK is used in adapters, in local, in the doctor and in tests alone', () => {
  const allowed = ({ file }: Import) =>
    ['adapters', 'local', 'test', 'bench'].includes(layerOf(file)) || folderOf(file) === 'infra/doctor';
  expect(wrong((it) => /^@(aws-sdk|smithy)\//.test(it.to) && !allowed(it))).toEqual([]);
});

test('the rules know no clock, no chance and no environment', () => {
  const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bcrypto\b/;
  expect(
    files.filter((file) => layerOf(file) === 'domain' && impure.test(readFileSync(join(ROOT, file), 'utf8'))),
  ).toEqual([]);
});

test(`no source file is longer than ${MAX_LINES} lines`, () => {
  const long = files.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > MAX_LINES + 1);
  expect(long).toEqual([]);
});
