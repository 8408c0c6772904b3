import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { subjectOf } from '../../../local/oidc/claims.ts';
import { readIdentity } from '../../../local/oidc/identity.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-identity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the local issuer', () => {
  it('keeps its keys and its port, even when two start at once', async () => {
    const [a, b] = await Promise.all([readIdentity(folder), readIdentity(folder)]);
    expect(a).toEqual(b);
    expect(await readIdentity(folder)).toEqual(a);
  });

  it('keeps its port when it replaces keys of an earlier version, which API Gateway would refuse', async () => {
    const earlier = mkdtempSync(join(tmpdir(), 'pricebell-identity-'));
    const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd', kid: 'a' };
    writeFileSync(join(earlier, 'identity.json'), JSON.stringify({ port: 21_234, keys: [key] }));
    const renewed = await readIdentity(earlier);
    expect(renewed).toMatchObject({ port: 21_234, keys: [{ kty: 'RSA', alg: 'RS256' }] });
    expect(await readIdentity(earlier)).toEqual(renewed);
    rmSync(earlier, { recursive: true, force: true });
  });

  it('knows a person by the address, whatever its case', () => {
    expect(subjectOf('A@example.com')).toBe(subjectOf('a@example.com'));
    expect(subjectOf('a@example.com')).not.toBe(subjectOf('b@example.com'));
  });
});

describe('npm run token', () => {
  const run = (args: string[]) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../../local/token.ts'), ...args]);

  it.each([
    [[], /^give one e-mail address; usage: /],
    [['nobody'], /^nobody: must be an e-mail address.*; usage: /],
    [['a@example.com', 'b@example.com'], /^give one e-mail address; usage: /],
    [['a@example.com', '--root'], /^Unknown option '--root'; usage: /],
  ])('says what is wrong with %j, and what is right', async (args, stderr) => {
    await expect(run(args)).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  it('prints its usage on request', async () => {
    expect((await run(['--help'])).stdout).toMatch(/^usage: npm run --silent token/);
  });
});
