import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
import { startApi } from '../functions/api/call-api.ts';
import { type Finished, runLine, testTerminal } from './run-line.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-cli-alerts-'));
let held: Held;
let api: ServedApi;

beforeEach(async () => {
  held = holdNothing();
  api = await serveApi(startApi(held));
});
afterEach(() => api.close());
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...words: string[]): Promise<Finished> {
  const env = { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c', XDG_CONFIG_HOME: folder };
  return runLine(words, testTerminal({ env }));
}

/** The id of a new alert. */
async function add(...words: string[]): Promise<string> {
  const { code, out, err } = await run('alerts', 'add', ...words);
  expect([code, err]).toEqual([0, '']);
  return out.split('\n')[0] ?? '';
}

const asked = () => api.requests.at(-1)?.body;

describe('alerts add', () => {
  it('makes an alert of a coin and a condition, and says what it does', async () => {
    const { code, out } = await run('alerts', 'add', 'BTCUSDT', 'price', 'crosses-above', '65000', '--note', 'sell');
    expect(code).toBe(0);
    const [alert] = held.alerts.values();
    expect(alert).toMatchObject({ symbol: 'BTCUSDT', note: 'sell' });
    expect(alert?.rule).toMatchObject({ condition: { metric: 'price', op: 'crosses-above', level: '65000' } });
    expect(out).toMatch(new RegExp(`^${alert?.id}\nwaits for the coin's first trade$`));
    expect(api.requests[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('takes negative levels, ranges, several conditions and every option', async () => {
    await add('BTCUSDT', 'change-1h', 'below', '-5');
    expect(asked()).toEqual({ symbol: 'BTCUSDT', condition: { metric: 'change-1h', op: 'below', level: '-5' } });
    await add('BTCUSDT', 'price enters 60000 to 70000', '--hold', '5m', '--expires', '7d');
    expect(asked()).toMatchObject({
      condition: { metric: 'price', op: 'enters', from: '60000', to: '70000' },
      holdSeconds: 300,
      expiresAt: '2026-11-29T09:00:00.000Z',
    });
    await add(
      ...['BTCUSDT', 'price', 'above', '1', '--and', 'volume-5m above 2', '--every-time', '--cooldown', '1h'],
      ...['--minute-close', '--channel', 'email', '--channel', 'discord:https://hooks.example.com/1'],
    );
    expect(asked()).toEqual({
      symbol: 'BTCUSDT',
      all: [
        { metric: 'price', op: 'above', level: '1' },
        { metric: 'volume-5m', op: 'above', level: '2' },
      ],
      repeat: { mode: 'every-time', cooldownSeconds: 3_600 },
      confirm: 'minute-close',
      channels: [{ type: 'email' }, { type: 'webhook', url: 'https://hooks.example.com/1', preset: 'discord' }],
    });
  });

  it('shows each wrong field that the API names, and ends with 1', async () => {
    const { code, out, err } = await run('alerts', 'add', 'BTCUSDT', 'price', 'crosses', 'much', '--hold', '1s');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Invalid request:\n {2}condition\.level must be a decimal number/);
  });

  it('takes levels relative to the price of either sign, and levels that move', async () => {
    const price = ['BTCUSDT', 'price'];
    await run('alerts', 'add', ...price, 'crosses-below', '-2.5%', '--note', 'dip');
    expect(asked()).toMatchObject({ condition: { op: 'crosses-below', level: '-2.5%' }, note: 'dip' });
    await run('alerts', 'add', ...price, 'leaves', '-5%', 'to', '+5%');
    expect(asked()).toMatchObject({ condition: { op: 'leaves', from: '-5%', to: '+5%' } });
    await run('preview', ...price, 'enters', '-5%', '-2%');
    expect(asked()).toMatchObject({ condition: { op: 'enters', from: '-5%', to: '-2%' } });
    const id = await add('BTCUSDT', 'price', 'crosses-below', '60000', '--reanchor', '--step', '-2.5%');
    expect(asked()).toMatchObject({
      repeat: { mode: 'every-time', cooldownSeconds: null, reanchor: true, step: '-2.5%' },
    });
    expect((await run('alerts', 'list')).out).toContain('price crosses-below 60000, every time, moves by -2.5%');
    expect((await run('alerts', 'edit', id, '-5%')).code).toBe(64);
  });

  it('sends nothing when the condition is incomplete or an option is wrong, and ends with 64', async () => {
    const wrong = [
      ['alerts', 'add', 'BTCUSDT', 'price', 'above'],
      ['alerts', 'add', 'BTCUSDT', 'price', 'above', '1', '--cooldown', 'soon'],
      ['alerts', 'add', 'BTCUSDT', 'price', 'above', '1', '--colour', 'red'],
      ['alerts', 'add', 'BTCUSDT'],
      ['alerts', 'edit', 'any'],
      ['alert'],
      ['--url', 'http://example.org', 'coins', 'list'],
    ];
    for (const words of wrong) expect([words, (await run(...words)).code]).toEqual([words, 64]);
    expect(api.requests).toEqual([]);
  });
});

describe('alerts list and show', () => {
  it('shows a table, to a program the answer as it is', async () => {
    const first = await add('BTCUSDT', 'price', 'crosses-above', '65000', '--note', '日本の注');
    const second = await add('ETHUSDT', 'price leaves 1 to 2', '--every-time', '--cooldown', '60');
    const { out } = await run('alerts', 'list');
    const [titles, ...rows] = out.split('\n');
    expect(titles).toMatch(/^ID +STATUS +COIN +RULE +AWAY +NAME OR NOTE$/);
    expect(rows[0]).toMatch(
      new RegExp(`^${second} +arming +ETHUSDT +price leaves 1 to 2, every time, cooldown 60 s +- +-$`),
    );
    expect(rows[1]).toMatch(new RegExp(`^${first} +arming +BTCUSDT +price crosses-above 65000 +- +日本の注$`));
    const { items } = JSON.parse((await run('alerts', 'list', '--json')).out);
    expect(items).toMatchObject([{ id: second }, { id: first, note: '日本の注', version: 1 }]);
  });

  it('reads page after page, up to the limit', async () => {
    for (let i = 0; i < 5; i += 1) await add('BTCUSDT', 'price', 'above', `${i + 1}`);
    expect((await run('alerts', 'list', '--limit', '3')).out.split('\n')).toHaveLength(4);
    api.requests.length = 0;
    api.instead.push({ status: 200, body: JSON.stringify({ items: [], nextCursor: 'more' }) });
    await run('alerts', 'list', '--coin', 'ETHUSDT', '--status', 'paused', '--text', 'a b', '--sort', 'fired').catch(
      () => {},
    );
    expect(api.requests.map(({ line }) => line)).toEqual([
      'GET /api/alerts?symbol=ETHUSDT&status=paused&text=a+b&sort=fired&limit=100',
      'GET /api/alerts?symbol=ETHUSDT&status=paused&text=a+b&sort=fired&limit=100&cursor=more',
    ]);
  });

  it('asks for what contains a text, in the order of its choice', async () => {
    const far = await add('BTCUSDT', 'price', 'above', '65000', '--name', 'Top far');
    await add('BTCUSDT', 'price', 'above', '65001', '--note', 'dip');
    api.requests.length = 0;
    const { out } = await run('alerts', 'list', '--text', 'TOP', '--sort', 'fired', '--metric', 'price');
    expect(out.split('\n').slice(1)).toEqual([expect.stringContaining(far)]);
    expect(api.requests.map(({ line }) => line)).toEqual([
      'GET /api/alerts?text=TOP&sort=fired&metric=price&limit=100',
    ]);
    expect(await run('alerts', 'list', '--sort', 'price')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/sort/),
    });
  });

  it('shows one alert in full, and says when there is none', async () => {
    const id = await add('BTCUSDT', 'price', 'crosses-above', '65000');
    expect((await run('alerts', 'show', id)).out).toMatch(
      /^id +BTCUSDT-0-.*\ncoin +BTCUSDT\nrule +price crosses-above 65000/,
    );
    const missing = await run('alerts', 'show', 'BTCUSDT-0-01ARZ3NDEKTSV4RRFFQ69G5FAV');
    expect(missing).toMatchObject({ code: 1, out: '', err: 'Not found: You have no alert with this id.' });
  });
});

describe('changes', () => {
  it('edits what is named and clears what is to go', async () => {
    const id = await add('BTCUSDT', 'price', 'crosses-above', '65000', '--note', 'sell', '--hold', '60');
    await run('alerts', 'edit', id, 'price', 'crosses-above', '66000', '--clear', 'note', 'hold');
    expect(asked()).toEqual({
      condition: { metric: 'price', op: 'crosses-above', level: '66000' },
      note: null,
      holdSeconds: null,
    });
    expect(held.alerts.get(id)).toMatchObject({ note: null, version: 2 });
  });

  it('pauses, resumes and deletes each alert that is named', async () => {
    const ids = [await add('BTCUSDT', 'price', 'above', '1'), await add('BTCUSDT', 'price', 'above', '2')];
    expect((await run('alerts', 'pause', ...ids)).code).toBe(0);
    expect([...held.alerts.values()].map(({ state }) => state.status)).toEqual(['paused', 'paused']);
    expect((await run('alerts', 'resume', ...ids)).code).toBe(0);
    expect([...held.alerts.values()].map(({ state }) => state.status)).toEqual(['arming', 'arming']);
    await run('alerts', 'snooze', '2h', ...ids);
    expect(asked()).toEqual({ status: 'paused', pausedUntil: '2026-11-22T11:00:00.000Z' });
    expect((await run('alerts', 'history', ids[0] ?? '')).out).toMatch(
      /^AT .*\n.* you +paused .*\n.*resumed.*\n.*paused.*\n.*created/,
    );
    expect(await run('alerts', 'rm', ...ids)).toMatchObject({
      code: 0,
      out: ids.map((id) => `${id} deleted`).join('\n'),
    });
    expect(held.alerts.size).toBe(0);
  });
});
