import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAGE_PACKAGES } from '../../../../.ci/packages/licences.ts';
import { buildPage } from './build-page.ts';

const KB = 1_000;
const MAX_FIRST_VIEW_BYTES = 55 * KB;
const MAX_WITH_CHART_BYTES = 130 * KB;
const MAX_VIEW_BYTES = 25 * KB;

const folder = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
let build: Awaited<ReturnType<typeof buildPage>>;
beforeAll(async () => {
  build = await buildPage(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sizeOf = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
const sumOf = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + sizeOf(file), 0);

test('the first view is at most 55 KB of JavaScript, gzipped', () => {
  expect(sumOf(build.firstView)).toBeGreaterThan(10 * KB);
  expect(sumOf(build.firstView)).toBeLessThanOrEqual(MAX_FIRST_VIEW_BYTES);
});

test('a signed-in person who opens a coin has loaded at most 130 KB of JavaScript, gzipped', () => {
  const loaded = new Set([...build.firstView, ...build.coinView]);
  // the chart's library alone is 58 KB
  expect(sumOf(loaded) - sumOf(build.firstView)).toBeGreaterThan(60 * KB);
  expect(sumOf(loaded)).toBeLessThanOrEqual(MAX_WITH_CHART_BYTES);
});

test('each other view adds at most 25 KB', () => {
  const others = [...build.scripts].filter((file) => !build.firstView.has(file) && !build.coinView.has(file));
  for (const file of others) expect([file, sizeOf(file) <= MAX_VIEW_BYTES]).toEqual([file, true]);
});

test('zod, and what only builds or tests need, is not in the page', () => {
  const foreign = build.packages.filter((name) => !PAGE_PACKAGES.includes(name));
  expect(foreign).toEqual([]);
});

test('every package of the page has its notice in licences.txt', () => {
  const notices = readFileSync(join(folder, 'licences.txt'), 'utf8');
  for (const name of [...build.packages, 'lucide-static']) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test('every icon that is used is in the sprite of index.html, which has no code and no styles of its own', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const source = [...build.scripts].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  expect(html).toContain('<symbol id="icon-bell"');
  expect(source).toContain('#icon-');
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
});

test('the service worker keeps the page itself and every script and style, and names this build', () => {
  const worker = readFileSync(join(folder, 'sw.js'), 'utf8');
  for (const file of [...build.scripts, ...build.styles]) expect(worker).toContain(`"/${file}"`);
  expect(worker).toMatch(/shell-/);
  expect(worker).not.toContain('BUILD_VERSION');
});

test('no file of the page names another origin as something to load', () => {
  const css = [...build.styles].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  expect(css).not.toMatch(/url\(|@import/);
});
