import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { SignInBrowser } from '../../support/sign-in-pages.ts';
import { type Finished, runLine, testTerminal } from '../../unit/cli/run-line.ts';
import type { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 15_000, interval: 100 };

/** Signs in at the local issuer's page, makes an alert, sees it fire and keeps alerts in a file: by command lines alone. */
export async function doTheTerminalJob(stack: TestStack, symbol: string): Promise<void> {
  const env = { XDG_CONFIG_HOME: join(stack.folder, 'terminal') };
  const pricebell = async (...words: string[]): Promise<Finished> => {
    const finished = await runLine(words, testTerminal({ env, now: () => Date.now() }));
    expect([words, finished.code, finished.err]).toEqual([words, 0, expect.any(String)]);
    return finished;
  };
  await signIn(stack, env);
  expect((await pricebell('whoami')).out).toMatch(/^you +grace@example\.com$/m);

  await pricebell('coins', 'follow', symbol);
  await vi.waitFor(
    async () => expect((await pricebell('coins', 'show', symbol)).out).toMatch(/^state +live$/m),
    WITHIN,
  );
  stack.market.step(2);
  const [id = ''] = (await pricebell('alerts', 'add', symbol, 'price', 'crosses-above', '104')).out.split('\n');
  // a quiet minute: it arms on the last trade
  stack.market.advance(60_000);
  await vi.waitFor(
    async () => expect((await pricebell('alerts', 'list', '--status', 'active')).out).toContain(id),
    WITHIN,
  );
  await seeItFire(stack, env);
  expect((await pricebell('alerts', 'show', id)).out).toMatch(/^status +triggered$/m);
  expect((await pricebell('triggers', 'list', '--alert', id)).out).toMatch(/ 105 .*\bemail /);
  await keepAFile(pricebell, stack.folder, symbol);
  expect((await pricebell('logout')).out).toMatch(/^Signed out/);
  expect((await runLine(['alerts', 'list'], testTerminal({ env }))).code).toBe(3);
}

async function signIn(stack: TestStack, env: Record<string, string>): Promise<void> {
  const terminal = testTerminal({ env, now: () => Date.now() });
  const signing = runLine(['login', '--url', stack.running.outputs.apiUrl], terminal);
  await vi.waitFor(() => expect(terminal.notes.join()).toMatch(/http/), WITHIN);
  const [address = ''] = /http\S+/.exec(terminal.notes.join()) ?? [];
  await new SignInBrowser('grace@example.com').signIn(address);
  expect(await signing).toMatchObject({ code: 0 });
}

/** `watch` is there before the trade is. */
async function seeItFire(stack: TestStack, env: Record<string, string>): Promise<void> {
  const sleep = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
  const terminal = testTerminal({ env, now: () => Date.now(), sleep });
  const watching = runLine(['watch', '--count', '1'], terminal);
  await vi.waitFor(() => expect(terminal.notes).toContain('Watching; Ctrl-C ends it.'), WITHIN);
  stack.market.step(1);
  const { code, out } = await watching;
  expect([code, out]).toEqual([0, expect.stringMatching(/ 105 crossed-up \(price 105, level 104\) by trade \d+$/)]);
}

async function keepAFile(
  pricebell: (...words: string[]) => Promise<Finished>,
  folder: string,
  symbol: string,
): Promise<void> {
  const path = join(folder, 'alerts.yaml');
  writeFileSync(
    path,
    `namespace: mine\nalerts:\n  high: { symbol: ${symbol}, condition: { metric: price, op: above, level: 1000 } }\n`,
  );
  expect((await pricebell('apply', path, '--yes')).out).toContain('1 to create');
  expect((await pricebell('apply', path, '--yes')).out).toContain('0 to create, 0 to change, 0 to delete, 1 unchanged');
  expect((await pricebell('plan', path)).out).toContain('1 unchanged');
  writeFileSync(path, 'namespace: mine\nalerts: {}\n');
  expect((await pricebell('apply', path, '--yes')).out).toContain('1 to delete');
}
