import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PageBucket } from '../../../../adapters/page-bucket.ts';
import { publishPage, removePage } from '../../../../functions/publish-page/publish-page.ts';
import { listPagePaths } from '../../../../infra/constructs/web/list-page-paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-publish-'));
beforeAll(() => {
  for (const sub of ['assets', '.vite']) mkdirSync(join(folder, sub));
  for (const path of ['index.html', 'sw.js', 'assets/main-2b.js', 'assets/main-2b.css', '.vite/manifest.json']) {
    writeFileSync(join(folder, path), path);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Keeps what it is given, and the order of what it is asked. */
function memoryBucket(...paths: string[]) {
  const files = new Map<string, { body: string; contentType: string; cacheControl: string }>();
  for (const path of paths) files.set(path, { body: 'old', contentType: 'old', cacheControl: 'old' });
  const steps: string[] = [];
  const bucket: PageBucket = {
    async put({ path, body, ...described }) {
      steps.push(`put ${path}`);
      files.set(path, { body: body.toString(), ...described });
    },
    list: async () => [...files.keys()],
    async remove(gone) {
      for (const path of gone) {
        steps.push(`remove ${path}`);
        files.delete(path);
      }
    },
  };
  return { bucket, files, steps };
}

test('a page is published with its types and what caches may do, and none of the files that are for tools', async () => {
  const { bucket, files } = memoryBucket();
  await publishPage({ paths: listPagePaths(folder), config: '{"issuer":"i"}', before: [] }, { bucket, folder });
  const described = [...files].map(([path, file]) => [path, file.contentType, file.cacheControl, file.body]);
  const forEver = 'public, max-age=31536000, immutable';
  expect(described.sort()).toEqual([
    ['/assets/main-2b.css', 'text/css; charset=utf-8', forEver, 'assets/main-2b.css'],
    ['/assets/main-2b.js', 'text/javascript; charset=utf-8', forEver, 'assets/main-2b.js'],
    ['/config.json', 'application/json', 'no-cache', '{"issuer":"i"}'],
    ['/index.html', 'text/html; charset=utf-8', 'no-cache', 'index.html'],
    ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache', 'sw.js'],
  ]);
});

test('what a file names is there before it: index.html comes last, and nothing is removed before that', async () => {
  const { bucket, steps } = memoryBucket('/assets/main-0z.js');
  await publishPage({ paths: listPagePaths(folder), config: '{}', before: [] }, { bucket, folder });
  expect(steps.slice(0, 2).every((step) => step.startsWith('put /assets/'))).toBe(true);
  expect(steps.slice(-3)).toEqual(['put /config.json', 'put /index.html', 'remove /assets/main-0z.js']);
});

test('who has the page of before open finds its parts; those of older ones go', async () => {
  const { bucket, files } = memoryBucket('/assets/main-1a.js', '/assets/main-0z.js', '/old.svg', '/config.json');
  await publishPage(
    { paths: listPagePaths(folder), config: '{}', before: ['/index.html', '/assets/main-1a.js'] },
    { bucket, folder },
  );
  expect([...files.keys()].sort()).toEqual([
    '/assets/main-1a.js',
    '/assets/main-2b.css',
    '/assets/main-2b.js',
    '/config.json',
    '/index.html',
    '/sw.js',
  ]);
});

test('publishing again, as after an answer that was lost, changes nothing', async () => {
  const { bucket, files } = memoryBucket();
  await publishPage({ paths: listPagePaths(folder), config: '{}', before: [] }, { bucket, folder });
  const first = new Map(files);
  await publishPage({ paths: listPagePaths(folder), config: '{}', before: [] }, { bucket, folder });
  expect(files).toEqual(first);
});

test('a page that is removed leaves an empty bucket', async () => {
  const { bucket, files } = memoryBucket('/index.html', '/assets/main-1a.js', '/strange');
  await removePage({ bucket });
  expect([...files.keys()]).toEqual([]);
});
