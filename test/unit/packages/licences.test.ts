import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatLicences, isAllowed, readPackages } from '../../../.ci/packages/licences.ts';

const ROOT = join(import.meta.dirname, '../../..');
const packages = readPackages(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));

test('docs/licences.md lists the packages of the lock file (`npm run licences` writes it)', () => {
  expect(readFileSync(join(ROOT, 'docs/licences.md'), 'utf8')).toBe(formatLicences(packages));
});

test('every package has a licence that is allowed where it is used', () => {
  expect(packages.filter((each) => !isAllowed(each))).toEqual([]);
});

test.each([
  ['MIT', true, true],
  ['(MIT OR GPL-3.0-or-later)', true, true],
  ['Apache-2.0 AND MIT', true, true],
  ['MPL-2.0', false, true],
  ['MIT AND GPL-3.0-only', false, false],
  ['GPL-3.0-only', false, false],
  ['UNLICENSED', false, false],
  [null, false, false],
])('%s may be deployed: %s, may help to develop: %s', (licence, inBundles, inDevelopment) => {
  const each = { name: 'x', version: '1', licence };
  expect(isAllowed({ ...each, isDevelopment: false })).toBe(inBundles);
  expect(isAllowed({ ...each, isDevelopment: true })).toBe(inDevelopment);
});

test('a version that is deployed anywhere counts as deployed', () => {
  const lock = {
    packages: {
      '': { version: '0' },
      'node_modules/a': { version: '1', license: 'MIT', dev: true },
      'node_modules/b/node_modules/a': { version: '1', license: 'MIT' },
      'node_modules/@s/c': { version: '2', license: 'ISC', dev: true },
    },
  };
  expect(readPackages(lock)).toEqual([
    { name: '@s/c', version: '2', licence: 'ISC', isDevelopment: true },
    { name: 'a', version: '1', licence: 'MIT', isDevelopment: false },
  ]);
});
