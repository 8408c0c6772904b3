import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'pricebell-app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Says at the end whether the rules were loaded. */
const TELL_RULES = `data:text/javascript,${encodeURIComponent(`
  import { Module } from 'node:module';
  process.on('exit', () => console.log('rules loaded:', Object.keys(Module._cache).some((path) => path.includes('cdk-nag'))));
`)}`;

interface Run {
  readonly settings?: Record<string, string>;
  readonly environment?: Record<string, string>;
}

/** Runs the program of cdk.json as the CLI and `npm start` do. */
async function runApp({ settings = {}, environment = {} }: Run) {
  const context = { senderAddress: 'bell@pricebell.dev', ...settings, 'aws:cdk:bundling-stacks': [] };
  const env = { PATH: process.env.PATH, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context), ...environment };
  const args = ['--import', TELL_RULES, 'infra/app.ts'];
  return promisify(execFile)(process.execPath, args, { cwd: ROOT, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('the app', () => {
  it('checks the security of the stack when the CDK CLI runs it', async () => {
    const { code, stdout } = await runApp({ environment: { CDK_CLI_VERSION: '2.1148.1' } });
    expect(stdout).toContain('rules loaded: true');
    expect(code).toBe(0);
  });

  it('does not wait for those rules under `npm start`', async () => {
    const { code, stdout } = await runApp({});
    expect(stdout).toContain('rules loaded: false');
    expect(code).toBe(0);
  });

  it('prints every wrong setting with its remedy, and no stack trace', async () => {
    const { code, stderr } = await runApp({ settings: { region: 'us-east-1', senderAddress: 'boss' } });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      "Pricebell can't be synthesised with these settings:",
      expect.stringMatching(
        /^ {2}senderAddress: give an e-mail address .*now "boss"; set it with -c senderAddress=…\)$/,
      ),
      expect.stringMatching(
        /^ {2}region: Binance answers 451 .*; choose eu-west-1 .*now "us-east-1"; set it with -c region=…\)$/,
      ),
    ]);
  });
});
