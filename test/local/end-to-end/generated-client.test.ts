import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from 'orval';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import { TestStack } from './start-stack.ts';
import { doTheTerminalJob } from './terminal-job.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DAY_MS = 86_400_000;
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };

const folder = mkdtempSync(join(tmpdir(), 'pricebell-client-'));
const file = join(folder, 'client.ts');
let stack: TestStack;
let origin: string;
let init: { headers: Record<string, string> };
let client: Record<string, unknown>;
/** by the exchange's clock, whole seconds */
let expiry: number;

const replySchema = z.object({ status: z.number(), data: z.unknown() });
const listSchema = z.object({ items: z.array(alertViewSchema) });

/** Calls a function of the generated client, with Ada's token. */
async function call(name: string, ...given: unknown[]) {
  const operation = client[name];
  if (typeof operation !== 'function') throw new Error(`the client has no ${name}`);
  return replySchema.parse(await operation(...given, init));
}

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '105']) } }));
  origin = new URL(stack.running.outputs.apiUrl).origin;
  const output = { target: file, client: 'fetch', baseUrl: origin, override: { useDates: true } } as const;
  await generate({ input: join(ROOT, 'openapi.json'), output }, folder);
  client = await import(pathToFileURL(file).href);
  const { token } = await stack.person('ada@example.com');
  init = { headers: { authorization: `Bearer ${token}` } };
  expiry = Math.floor(stack.market.now() / DAY_MS) * DAY_MS + 30 * DAY_MS;
});
afterAll(async () => {
  await stack?.end();
  rmSync(folder, { recursive: true, force: true });
});

test('a client that is made from openapi.json compiles', () => {
  const options = ['--noEmit', '--strict', '--target', 'es2024', '--lib', 'es2024,dom,dom.iterable', '--ignoreConfig'];
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, file]);
});

test('it makes, reads, changes, lists and deletes an alert with dates of its own language', async () => {
  const made = await call('createAlert', { ...ALERT, expiresAt: new Date(expiry), holdSeconds: 60, note: 'sell' });
  expect(made).toMatchObject({ status: 201, data: { expiresAt: new Date(expiry).toISOString(), note: 'sell' } });
  const { id } = alertViewSchema.parse(made.data);
  expect(await call('readAlert', id)).toMatchObject({ status: 200, data: { id } });
  const later = new Date(expiry + DAY_MS);
  const changed = await call('patchAlert', id, { condition: { level: '66000' }, expiresAt: later });
  expect(changed).toMatchObject({ status: 200, data: { version: 2, expiresAt: later.toISOString() } });
  const listed = await call('listAlerts', { symbol: 'BTCUSDT', limit: 10 });
  expect(listSchema.parse(listed.data).items.map((alert) => alert.id)).toContain(id);
  expect(await call('previewAlert', { ...ALERT, expiresAt: later }, { days: 1 })).toMatchObject({ status: 200 });
  expect(await call('deleteAlert', id)).toMatchObject({ status: 204 });
  expect(await call('readAlert', id)).toMatchObject({ status: 404 });
});

it.each([
  ['Python', (at: string) => at.replace('.000Z', '+00:00')],
  ['Python with microseconds', (at: string) => at.replace('.000Z', '.000000+00:00')],
  ['.NET', (at: string) => at.replace('.000Z', '.0000000+00:00')],
  ['Java', (at: string) => at.replace('.000Z', 'Z')],
  ['Go, on a clock in Berlin', (at: string) => at.replace('T00:00:00.000Z', 'T01:00:00+01:00')],
])('it may send dates as %s prints them', async (_language, print) => {
  const at = new Date(expiry).toISOString();
  const made = await call('createAlert', { ...ALERT, expiresAt: print(at) });
  expect(made).toMatchObject({ status: 201, data: { expiresAt: at } });
  const { id } = alertViewSchema.parse(made.data);
  expect(await call('patchAlert', id, { expiresAt: print(at) })).toMatchObject({ status: 200, data: { version: 1 } });
  await call('deleteAlert', id);
});

test('it asks for candles between two dates', async () => {
  await call('followCoin', 'BTCUSDT');
  const query = { from: new Date(stack.market.now() - DAY_MS), to: new Date(stack.market.now()) };
  expect(await call('readCandles', 'BTCUSDT', query)).toMatchObject({ status: 200 });
});

test('a person at a terminal signs in, makes an alert, sees it fire and keeps alerts in a file', async () => {
  await doTheTerminalJob(stack, 'BTCUSDT');
});

describe('who asks in other ways', () => {
  it('HEAD is answered as GET without a body, OPTIONS without a token, and a wrong method with the right ones', async () => {
    const head = await fetch(`${origin}/api/health`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'application/json', '']);
    expect((await fetch(`${origin}/api/alerts`, { method: 'HEAD' })).status).toBe(401);
    expect((await fetch(`${origin}/api/alerts`, { method: 'HEAD', ...init })).status).toBe(200);
    const options = await fetch(`${origin}/api/alerts/any`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'DELETE, GET, HEAD, OPTIONS, PATCH']);
    const wrong = await fetch(`${origin}/api/health`, { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('a body with a byte order mark is read', async () => {
    const body = `\uFEFF${JSON.stringify(ALERT)}`;
    const headers = { ...init.headers, 'content-type': 'application/json; charset=utf-8' };
    expect((await fetch(`${origin}/api/alerts`, { method: 'POST', headers, body })).status).toBe(201);
  });
});
