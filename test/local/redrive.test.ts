import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = (args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../local/redrive.ts'), ...args]);

describe('npm run redrive', () => {
  it.each([
    [[], /^usage: npm run redrive -- Mails\|Webhooks\|MailEvents$/m],
    [['Letters'], /^Letters has no dead letters; usage: /],
  ])('says what is wrong with %j, and what is right', async (args, stderr) => {
    await expect(run(args)).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  it('prints its usage on request', async () => {
    expect((await run(['--help'])).stdout).toMatch(/^usage: npm run redrive/);
  });
});
