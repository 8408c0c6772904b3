import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePackage } from '../../../../cli/packaging/write-package.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { startApi } from '../../functions/api/call-api.ts';
import { type ServedApi, serveApi } from '../served-api.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'pricebell-package-'));
const installed = join(folder, 'installed');
let api: ServedApi;

beforeAll(async () => {
  api = await serveApi(startApi(holdNothing()));
  await writePackage(join(folder, 'package'));
  const { stdout } = await run('npm', ['pack', join(folder, 'package'), '--pack-destination', folder], { cwd: folder });
  const options = ['--offline', '--no-audit', '--no-fund', '--prefix', installed];
  await run('npm', ['install', ...options, join(folder, stdout.trim())], { cwd: folder });
});
afterAll(async () => {
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a shell runs it, away from the clone. */
function pricebell(...words: string[]) {
  const env = { PATH: process.env.PATH, PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c', XDG_CONFIG_HOME: folder };
  return run(join(installed, 'node_modules/.bin/pricebell'), words, { cwd: folder, env });
}

describe('the package, installed from its tarball without a network', () => {
  it('holds one program and what goes with it, and needs no other package', () => {
    const files = readdirSync(join(installed, 'node_modules/pricebell')).sort();
    expect(files).toEqual(['LICENCES.txt', 'LICENSE', 'README.md', 'package.json', 'pricebell.js']);
    expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['pricebell']);
    const licences = readFileSync(join(installed, 'node_modules/pricebell/LICENCES.txt'), 'utf8');
    for (const name of ['commander', 'openid-client', 'yaml', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('makes an alert and lists it', async () => {
    await pricebell('alerts', 'add', 'BTCUSDT', 'price', 'crosses-above', '65000');
    const { stdout } = await pricebell('alerts', 'list');
    expect(stdout).toMatch(/^ID .*\nBTCUSDT-0-\w+ +arming +BTCUSDT +price crosses-above 65000/);
  });

  it('knows its version, and ends with the code of what went wrong', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'));
    expect((await pricebell('--version')).stdout).toBe(`${version}\n`);
    await expect(pricebell('alerts', 'show', 'none')).rejects.toMatchObject({ code: 1, stdout: '' });
    await expect(pricebell('alert')).rejects.toMatchObject({ code: 64, stderr: expect.stringContaining('alerts') });
  });

  it.each(['bash', 'zsh', 'fish'])('completes words in %s', async (shell) => {
    expect((await pricebell('complete', shell)).stdout).toContain('pricebell');
    const { stdout } = await pricebell('complete', '--', 'alerts', '');
    expect(stdout).toMatch(/^add\t/m);
    expect(stdout).toMatch(/^snooze\t/m);
  });
});
