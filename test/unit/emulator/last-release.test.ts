import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutLastRelease, hasAllPackages, NoReleaseError } from '../../emulator/last-release.ts';

const home = mkdtempSync(join(tmpdir(), 'pricebell-release-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function project(name: string, packages: object): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(packages));
  return folder;
}

describe('the last release', () => {
  it('is not in a clone without history, which is said with its name', async () => {
    const clone = project('clone', {});
    execFileSync('git', ['init', '--quiet', clone]);
    const options = {
      project: clone,
      folder: join(home, 'release'),
      report: () => {},
      signal: AbortSignal.timeout(30_000),
    };
    const checkout = checkOutLastRelease(options);
    await expect(checkout).rejects.toThrow(/^commit [0-9a-f]{8} of release 0\.1\.0-\S+ is not in this clone/);
    await expect(checkout).rejects.toBeInstanceOf(NoReleaseError);
  });

  it('uses the packages of this version if all of its own are among them', () => {
    const ours = project('ours', { dependencies: { ws: '8.0.0' }, devDependencies: { zod: '4.0.0', vite: '8.0.0' } });
    const same = project('same', { dependencies: { ws: '8.0.0', zod: '4.0.0' } });
    const older = project('older', { dependencies: { ws: '7.0.0' } });
    const other = project('other', { devDependencies: { left: '1.0.0' } });
    expect(hasAllPackages(ours, same)).toBe(true);
    expect(hasAllPackages(ours, older)).toBe(false);
    expect(hasAllPackages(ours, other)).toBe(false);
  });
});
