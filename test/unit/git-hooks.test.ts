import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const HOOKS = join(import.meta.dirname, '../../.githooks');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-hooks-'));
  cpSync(HOOKS, join(folder, '.githooks'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Outside CI and with no settings but the repository's own. */
const PLAIN = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env: PLAIN, encoding: 'utf8' }).trim();
const hooksPath = () => git('config', '--default', 'none', '--get', 'core.hooksPath');
const install = (env: Record<string, string> = {}, cwd = folder) =>
  execFileSync('node', [join(cwd, '.githooks/install.mjs')], { cwd, env: { ...PLAIN, ...env }, encoding: 'utf8' });

test('npm ci in a clone lets git run the hooks, and says so in one line', () => {
  git('init', '--quiet');
  expect(install()).toMatch(/^git: [^\n]+ \(undo: git config --unset core\.hooksPath\)\n$/);
  expect(hooksPath()).toBe('.githooks');
  expect(install()).toBe('');
});

test.each([
  ['in CI', { CI: 'true' }],
  ['in production', { NODE_ENV: 'production' }],
  ['without the development packages', { npm_config_omit: 'dev' }],
])('%s nothing is changed', (_where, env) => {
  git('init', '--quiet');
  expect(install(env)).toBe('');
  expect(hooksPath()).toBe('none');
});

test('hooks that somebody has set stay', () => {
  git('init', '--quiet');
  git('config', 'core.hooksPath', '.husky');
  expect(install()).toBe('');
  expect(hooksPath()).toBe('.husky');
});

test('a folder without git, as from a tarball, is left alone', () => {
  expect(install({ GIT_CEILING_DIRECTORIES: tmpdir() })).toBe('');
});

test("another repository's hooks are not changed by a copy inside it", () => {
  git('init', '--quiet');
  const inner = join(folder, 'vendor/copy');
  mkdirSync(inner, { recursive: true });
  cpSync(HOOKS, join(inner, '.githooks'), { recursive: true });
  expect(install({}, inner)).toBe('');
  expect(hooksPath()).toBe('none');
});
