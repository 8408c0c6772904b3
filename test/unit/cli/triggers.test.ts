import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { startApi } from '../functions/api/call-api.ts';
import { runLine, testTerminal } from './run-line.ts';
import { type ServedApi, serveApi } from './served-api.ts';

let held: Held;
let api: ServedApi;

beforeEach(async () => {
  held = holdNothing();
  api = await serveApi(startApi(held));
});
afterEach(() => api.close());

const run = (...words: string[]) =>
  runLine(words, testTerminal({ env: { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c' } }));

it('lists triggers by what is asked for, and shows one with its trade and its messages', async () => {
  const trigger = buildTrigger({ note: 'sell' });
  held.triggers.push(trigger);
  const { code, out } = await run('triggers', 'list', '--coin', trigger.symbol, '--from', '1970-01-01');
  expect(code).toBe(0);
  expect(api.requests[0]?.line).toBe(`GET /api/triggers?symbol=${trigger.symbol}&from=1970-01-01&limit=50`);
  const [, row = ''] = out.split('\n');
  expect(row).toContain(String(trigger.trade.id));
  const [id = ''] = row.split(' ');
  const shown = await run('triggers', 'show', id);
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toMatch(
    new RegExp(`^trade +${trigger.trade.id} at ${trigger.trade.price}\nalert +${trigger.alertId}\nnote +sell`, 'm'),
  );
  expect((await run('triggers', 'list', '--coin', 'ETHUSDT', '--from', '1h')).out).toBe('Nothing has fired yet.');
  expect(api.requests.at(-1)?.line).toContain('from=2026-11-22T08%3A00%3A00.000Z');
});

it('refuses a filter that the list of one alert does not have', async () => {
  expect(await run('triggers', 'list', '--alert', 'a', '--coin', 'BTCUSDT')).toMatchObject({ code: 64 });
  expect(api.requests).toEqual([]);
});
