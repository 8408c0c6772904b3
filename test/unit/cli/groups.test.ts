import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
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
const asked = () => api.requests.at(-1)?.body;
const statuses = () => [...held.alerts.values()].map(({ symbol, state }) => `${symbol} ${state.status}`).sort();

it('makes an alert on each coin, and changes, pauses and deletes them as one', async () => {
  const made = await run(
    'groups',
    'add',
    'BTCUSDT,ETHUSDT',
    'change-1h',
    'below',
    '-5',
    '--fires-once',
    '--name',
    'dip',
  );
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(asked()).toMatchObject({ coins: ['BTCUSDT', 'ETHUSDT'], fires: 'once', name: 'dip' });
  expect(statuses()).toEqual(['BTCUSDT arming', 'ETHUSDT arming']);
  const [, id = ''] = /^id +(\S+)$/m.exec(made.out) ?? [];
  expect(made.out).toMatch(/^COIN +STATUS +ALERT +PROBLEM\nBTCUSDT +arming +BTCUSDT-/m);

  const { out } = await run('groups', 'list');
  expect(out).toMatch(new RegExp(`^ID .*\n${id} +active +BTCUSDT,ETHUSDT +2 +change-1h below -5 +dip$`));
  expect((await run('groups', 'pause', id)).out).toBe(`${id} paused, 2 alerts`);
  expect(statuses()).toEqual(['BTCUSDT paused', 'ETHUSDT paused']);
  await run('groups', 'resume', id);
  expect((await run('groups', 'edit', id, '--coins', 'BTCUSDT', '--clear', 'name')).code).toBe(0);
  expect(asked()).toEqual({ coins: ['BTCUSDT'], name: null });
  expect(statuses()).toEqual(['BTCUSDT arming']);
  expect((await run('groups', 'show', id)).out).toMatch(/^fires +once for all coins$/m);
  expect(await run('groups', 'rm', id)).toMatchObject({ code: 0, out: `${id} deleted` });
  expect(statuses()).toEqual([]);
  expect((await run('groups', 'list')).out).toBe('You have no groups.');
});

it('sends nothing when a change names nothing, and says what is wrong with a request', async () => {
  expect(await run('groups', 'edit', 'any')).toMatchObject({ code: 64 });
  expect(api.requests).toEqual([]);
  const { code, err } = await run('groups', 'add', 'BTCUSDT,BTCUSDT', 'price', 'above', '1');
  expect([code, err]).toEqual([1, expect.stringMatching(/coins names a coin twice/)]);
});
