import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
import { startApi } from '../functions/api/call-api.ts';
import { runLine, testTerminal } from './run-line.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-cli-copy-'));
const file = join(folder, 'alerts.json');
let held: Held;
let api: ServedApi;

beforeEach(async () => {
  held = holdNothing();
  api = await serveApi(startApi(held));
});
afterEach(() => api.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...words: string[]) =>
  runLine(words, testTerminal({ env: { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c' } }));

it('exports alerts to a file that an import makes again, once', async () => {
  await run('alerts', 'add', 'BTCUSDT', 'price', 'crosses-above', '65000', '--note', 'sell');
  expect(await run('alerts', 'export', '--out', file)).toMatchObject({ code: 0, out: '' });
  held.alerts.clear();
  expect((await run('alerts', 'import', file, '--dry-run')).out).toBe('1 would be made, 0 there already, 0 refused');
  expect(held.alerts.size).toBe(0);
  expect((await run('alerts', 'import', file)).out).toBe('1 made, 0 there already, 0 refused');
  expect((await run('alerts', 'import', file)).out).toBe('0 made, 1 there already, 0 refused');
  expect([...held.alerts.values()]).toMatchObject([{ symbol: 'BTCUSDT', note: 'sell' }]);
});

it('imports a table, and names the lines that it refuses', async () => {
  const table = join(folder, 'alerts.csv');
  writeFileSync(table, 'symbol;condition\nBTCUSDT;price above 65000\nNOPEUSDT;price above 1\n');
  const { code, out } = await run('alerts', 'import', table);
  expect([code, held.alerts.size]).toEqual([1, 1]);
  expect(out).toMatch(/^line 3: .*\n1 made, 0 there already, 1 refused$/);
});

it('sends nothing of a table with a row that can not be read', async () => {
  const table = join(folder, 'alerts.csv');
  writeFileSync(table, 'symbol,condition\nBTCUSDT,price above 65000\nBTCUSDT,higher\n');
  const { code, err } = await run('alerts', 'import', table);
  expect([code, api.requests]).toEqual([64, []]);
  expect(err).toMatch(/line 3: condition must be like/);
});

it('exports a table for people', async () => {
  await run('alerts', 'add', 'BTCUSDT', 'price', 'crosses-above', '65000', '--name', 'target');
  const { out } = await run('alerts', 'export', '--format', 'csv');
  expect(out).toMatch(/name,symbol,status/);
  expect(out).toMatch(/target,BTCUSDT,arming/);
});

it('says which alerts are refused, and ends with 1', async () => {
  await run('alerts', 'add', 'BTCUSDT', 'price', 'crosses-above', '65000');
  const exported = (await run('alerts', 'export')).out;
  held.alerts.clear();
  writeFileSync(file, exported.replaceAll('BTCUSDT', 'NOPEUSDT'));
  const { code, out } = await run('alerts', 'import', file);
  expect([code, held.alerts.size]).toEqual([1, 0]);
  expect(out).toMatch(/^alerts\.0: .*\n0 made, 0 there already, 1 refused$/);
});

it('refuses what is no export, and sends nothing', async () => {
  writeFileSync(file, '[]');
  expect(await run('alerts', 'import', file)).toMatchObject({ code: 64 });
  expect(api.requests).toEqual([]);
});
