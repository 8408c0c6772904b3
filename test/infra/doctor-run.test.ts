import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../local/free-port.ts';

const ROOT = join(import.meta.dirname, '../..');
const home = mkdtempSync(join(tmpdir(), 'pricebell-doctor-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The program itself, on a machine where nobody is signed in; it asks nothing of this machine's network but loopback. */
async function doctor(args: readonly string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return promisify(execFile)(process.execPath, ['infra/doctor/main.ts', ...args], { cwd: ROOT, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('npm run doctor', () => {
  it('says in one sentence that there are no credentials, and what to do', async () => {
    const { code, stdout, stderr } = await doctor([]);
    expect(stdout).toMatch(/^STOP {2}credentials {2}There are no AWS credentials here\. Run `aws configure`/);
    expect(stdout).toMatch(/A deploy would fail: mend what is marked STOP, then run this again\.\n$/);
    expect(stdout).not.toMatch(/^\s+at /m);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('says when AWS can not be reached', async () => {
    const nobody = `http://127.0.0.1:${await findFreePort()}`;
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL: nobody };
    const { code, stdout, stderr } = await doctor([], keys);
    expect(stdout).toMatch(/^STOP {2}credentials {2}AWS can't be asked who you are: .*Is there a network/);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('names a bad setting and its remedy, as a deploy would', async () => {
    const { code, stdout } = await doctor(['-c', 'region=us-east-1', '-c', 'senderAddress=boss']);
    expect(stdout).toMatch(/senderAddress: give an e-mail address.*\n.*region: Binance answers 451 /);
    expect(stdout).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });

  it('says after a deploy, too, that there are no credentials', async () => {
    const { code, stdout } = await doctor(['--after']);
    expect(stdout).toMatch(/^STOP {2}credentials {2}There are no AWS credentials here/);
    expect(stdout).toMatch(/It does not work: credentials\./);
    expect(code).toBe(1);
  });

  it('explains itself', async () => {
    const { code, stdout } = await doctor(['--help']);
    expect(stdout).toContain('It changes nothing.');
    expect(code).toBe(0);
  });

  it.each([
    [['--hlep'], /--hlep/],
    [['-c', 'region'], /give a setting as name=value/],
    [['--after', '--wait', 'long'], /--wait long: give a number of minutes/],
    [['--after', '--api-url', 'bell'], /--api-url bell: give a whole address/],
    [['--wait', '3'], /go with --after/],
  ])('refuses %j', async (args, text) => {
    const { code, stdout } = await doctor(args);
    expect(stdout).toMatch(text);
    expect(code).toBe(1);
  });
});
