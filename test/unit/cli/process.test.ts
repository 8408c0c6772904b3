import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { holdNothing } from '../../support/memory-tables.ts';
import { startApi } from '../functions/api/call-api.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const MAIN = join(import.meta.dirname, '../../../cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'pricebell-process-'));
let api: ServedApi;

beforeAll(async () => {
  api = await serveApi(startApi(holdNothing()));
});
afterAll(async () => {
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: string[]) {
  const env = { ...process.env, PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c', XDG_CONFIG_HOME: folder };
  return spawn(process.execPath, [MAIN, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

it('watch ends well with Ctrl-C, and at once', async () => {
  const watching = start('watch');
  const notes = text(watching.stderr);
  const ended = once(watching, 'exit');
  const looks = () => api.requests.filter(({ routeKey }) => routeKey === 'GET /api/triggers').length;
  await vi.waitFor(() => expect(looks()).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
  watching.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await notes).toBe('Watching; Ctrl-C ends it.\n');
});

it('any other command that Ctrl-C ends says so by its code', async () => {
  const login = start('login', '--token', '-', '--url', 'http://127.0.0.1:9');
  const [code] = await once(login, 'exit');
  expect(code).toBe(64);
  api.instead.push({ status: 503, headers: { 'retry-after': '30' } });
  const before = api.requests.length;
  const waiting = start('coins', 'list');
  const ended = once(waiting, 'exit');
  await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(before), { timeout: 20_000 });
  waiting.kill('SIGINT');
  expect((await ended)[0]).toBe(130);
});

it('ends quietly when nobody reads its output any more', async () => {
  const listing = start('--help');
  listing.stdout.destroy();
  const notes = text(listing.stderr);
  expect((await once(listing, 'exit'))[0]).toBe(0);
  expect(await notes).toBe('');
});

it('writes no colours where no terminal is', async () => {
  const listing = start('coins', 'list');
  expect(await text(listing.stdout)).toBe('No coin is followed.\n');
});
