import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPage } from '../../../infra/page/build-page.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pricebell-build-'));
  for (const folder of ['web', 'domain', 'contract', 'text', 'docs']) mkdirSync(join(root, folder));
  write('package.json', '{ "type": "module" }');
  write('package-lock.json', '{}');
  write('docs/runbook.md', '# Runbook');
  write('web/vite.config.ts', 'export default { root: import.meta.dirname };');
  write('web/index.html', '<!doctype html><title>p</title><script type="module" src="/main.ts"></script>');
  write('web/main.ts', `import { level } from '../domain/level.ts'; document.title = level;`);
  write('domain/level.ts', `export const level = 'first';`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

/** The text of the page's one script. */
function scriptOf(folder: string): string {
  const [name = ''] = readdirSync(join(folder, 'assets'));
  return readFileSync(join(folder, 'assets', name), 'utf8');
}

test('the page is built once for each state of its sources', async () => {
  const first = await buildPage(root);
  expect(scriptOf(first)).toContain('first');
  expect(readFileSync(join(first, 'index.html'), 'utf8')).toMatch(/src="\/assets\/index-[\w-]+\.js"/);

  writeFileSync(join(first, 'untouched'), '');
  expect(await buildPage(root)).toBe(first);
  expect(existsSync(join(first, 'untouched'))).toBe(true);

  write('domain/level.ts', `export const level = 'second';`);
  const second = await buildPage(root);
  expect(second).not.toBe(first);
  expect(scriptOf(second)).toContain('second');
});

test('builds at the same time make one page, and leave nothing behind', async () => {
  const [a, b] = await Promise.all([buildPage(root), buildPage(root)]);
  expect(a).toBe(b);
  expect(readdirSync(join(root, 'dist/page'))).toHaveLength(1);
});

test('the last three pages are kept', async () => {
  const built: string[] = [];
  for (const level of ['a', 'b', 'c', 'd']) {
    write('domain/level.ts', `export const level = '${level}';`);
    built.push(await buildPage(root));
    for (const [index, folder] of built.entries()) {
      if (existsSync(folder)) utimesSync(folder, 1_000 + index, 1_000 + index);
    }
  }
  expect(built.map((folder) => existsSync(folder))).toEqual([false, true, true, true]);
});

test('an import that leads nowhere is named with its file, without colours, and nothing is kept of the try', async () => {
  write('web/main.ts', `import './no-such-file.ts';`);
  const failing = buildPage(root);
  await expect(failing).rejects.toThrow(/the page can't be built:[\s\S]*'\.\/no-such-file\.ts' in .*web\/main\.ts/);
  await expect(failing).rejects.not.toThrow('\u001b');
  expect(readdirSync(join(root, 'dist/page'))).toEqual([]);
});
