import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Terminal } from '../../../../cli/terminal/terminal.ts';
import { LIMITS } from '../../../support/limits.ts';
import { type Held, holdNothing, memoryTables } from '../../../support/memory-tables.ts';
import { buildTrigger } from '../../../support/triggers.ts';
import { NOW, startApiOver } from '../../functions/api/call-api.ts';
import { type Finished, runLine, testTerminal } from '../run-line.ts';
import { type ServedApi, serveApi } from '../served-api.ts';

const MANY = { ...LIMITS, writesPerMinute: 100_000 };

let folder: string;
let held: Held;
let api: ServedApi;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pricebell-cli-file-'));
  held = holdNothing();
  api = await serveApi(startApiOver(memoryTables(held), () => NOW, undefined, MANY));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const FILE = `
namespace: mine
alerts:
  btc-high:
    symbol: BTCUSDT
    condition: { metric: price, op: crosses-above, level: 65000.50 }
    note: sell
  eth-moves:
    symbol: ETHUSDT
    all:
      - { metric: change-1h, op: below, level: "-5" }
      - { metric: volume-5m, op: above, level: 1000 }
    repeat: { mode: every-time, cooldownSeconds: 3600 }
    channels:
      - type: email
      - { type: webhook, url: "https://hooks.example.com/1", preset: discord }
`;

function run(words: readonly string[], fields: Partial<Terminal> = {}): Promise<Finished> {
  const env = { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c', XDG_CONFIG_HOME: folder };
  return runLine(words, testTerminal({ env, ...fields }));
}

function write(text: string): string {
  const path = join(folder, 'alerts.yaml');
  writeFileSync(path, text);
  return path;
}

const plan = (text: string) => run(['plan', write(text)]);
const apply = (text: string) => run(['apply', write(text), '--yes']);
const writes = () =>
  api.requests.filter(({ routeKey }) => !routeKey.startsWith('GET ')).map(({ routeKey }) => routeKey);

describe('plan and apply', () => {
  it('refuses a coin that names its exchange before anything is sent, and says what to write', async () => {
    const refused = await apply(FILE.replace('symbol: BTCUSDT', 'symbol: binance:BTCUSDT'));
    expect(refused.code).toBe(64);
    expect(refused.err).toContain('symbol');
    expect(refused.err).toContain('this deployment watches one exchange alone: write BTCUSDT');
    expect(writes()).toEqual([]);
  });

  it('shows what is to be made, makes it, and finds nothing more to do', async () => {
    const first = await plan(FILE);
    expect(first).toMatchObject({ code: 2, err: '' });
    expect(first.out.split('\n')).toEqual([
      '+ btc-high  BTCUSDT price crosses-above 65000.5',
      '+ eth-moves  ETHUSDT change-1h below -5 and volume-5m above 1000',
      'Plan: 2 to create, 0 to change, 0 to delete, 0 unchanged.',
    ]);
    expect(writes()).toEqual([]);
    expect(await apply(FILE)).toMatchObject({ code: 0, err: 'btc-high: create done\neth-moves: create done' });
    expect([...held.alerts.values()].map(({ externalId }) => externalId)).toEqual(['mine:btc-high', 'mine:eth-moves']);
    expect(await plan(FILE)).toMatchObject({ code: 0, out: expect.stringContaining('2 unchanged') });
    await apply(FILE);
    expect(writes()).toHaveLength(2);
  });

  it('changes the fields that differ, deletes what is gone from the file, and makes again what has another coin', async () => {
    await apply(FILE);
    const changed = FILE.replace('65000.50', '66000')
      .replace('note: sell', 'holdSeconds: 60')
      .replace('ETHUSDT', 'BTCUSDT');
    const { out } = await plan(changed);
    expect(out).toContain('    condition: price crosses-above 65000.5 → price crosses-above 66000\n');
    expect(out).toContain('    holdSeconds: null → 60\n');
    expect(out).toContain('    note: "sell" → null\n');
    expect(out).toContain('± eth-moves  ETHUSDT becomes BTCUSDT');
    await apply(changed);
    expect(writes().slice(2)).toEqual(['PATCH /api/alerts/{id}', 'DELETE /api/alerts/{id}', 'POST /api/alerts']);
    expect(await plan(changed)).toMatchObject({ code: 0 });
    const { code, out: last } = await apply('namespace: mine\nalerts: {}\n');
    expect([code, last]).toEqual([0, expect.stringContaining('2 to delete')]);
    expect(held.alerts.size).toBe(0);
  });

  it('never touches alerts of other files or those made by hand, whatever their names are', async () => {
    await run(['alerts', 'add', 'BTCUSDT', 'price', 'above', '1']);
    await apply(FILE.replace('namespace: mine', 'namespace: mine2'));
    const before = JSON.stringify([...held.alerts.values()]);
    expect(await apply('namespace: mine\nalerts: {}\n')).toMatchObject({ code: 0 });
    expect(JSON.stringify([...held.alerts.values()])).toBe(before);
  });

  it('overwrites no change that it has not seen', async () => {
    await apply(FILE);
    const other = FILE.replace('65000.50', '66000');
    // a person changes the alert between the question and the answer
    const ask = async () => {
      const [alert] = held.alerts.values();
      await run(['alerts', 'edit', alert?.id ?? '', '--note', 'keep']);
      return 'y';
    };
    const { code, err } = await run(['apply', write(other)], { interactive: true, ask });
    expect([code, err]).toEqual([1, expect.stringMatching(/^btc-high: it was changed since the plan was made/)]);
    expect([...held.alerts.values()][0]).toMatchObject({ note: 'keep', rule: { condition: { level: '65000.5' } } });
  });

  it('leaves the state of an alert as it is', async () => {
    await apply(FILE);
    const [id = ''] = held.alerts.keys();
    await run(['alerts', 'pause', id]);
    expect(await apply(FILE)).toMatchObject({ code: 0 });
    expect(held.alerts.get(id)?.state.status).toBe('paused');
  });

  it('leaves a level where a fire has moved it, and sees that it shall not move any more', async () => {
    const moving = FILE.replace(
      'note: sell',
      'repeat: { mode: every-time, cooldownSeconds: 60, reanchor: true, step: +5% }',
    );
    await apply(moving);
    expect(await plan(moving)).toMatchObject({ code: 0 });
    expect((await plan(moving.replace('65000.50', '66000'))).out).toContain(
      'crosses-above 65000.5 → price crosses-above 66000',
    );
    const [alert] = held.alerts.values();
    if (!alert?.rule || !('condition' in alert.rule) || !alert.rule.condition) throw new Error('no alert was made');
    const condition = { ...alert.rule.condition, level: '68250' };
    held.alerts.set(alert.id, { ...alert, rule: { ...alert.rule, condition }, lastTrigger: buildTrigger() });
    expect(await plan(moving)).toMatchObject({ code: 0 });
    const still = moving.replace(', reanchor: true, step: +5%', '');
    expect((await plan(still)).out).toContain('68250 → price crosses-above 65000.5');
    await apply(still);
    expect(await plan(still)).toMatchObject({ code: 0 });
    expect(held.alerts.get(alert.id)?.rule).toMatchObject({
      condition: { level: '65000.5' },
      repeat: { cooldownSeconds: 60 },
    });
    expect(held.alerts.get(alert.id)?.rule?.repeat).not.toHaveProperty('reanchor');
  });

  it('sees that a level shall stay where it is', async () => {
    const moving = FILE.replace(
      'note: sell',
      'repeat: { mode: every-time, cooldownSeconds: 60, reanchor: true, step: +5% }',
    );
    await apply(moving);
    const { code, out } = await plan(moving.replace(', reanchor: true, step: +5%', ''));
    expect([code, out]).toEqual([2, expect.stringMatching(/^~ btc-high\n {4}repeat: .*1 to change/s)]);
  });

  it('asks before it changes anything, and asks nobody who is not there', async () => {
    const path = write(FILE);
    expect(await run(['apply', path])).toMatchObject({ code: 64 });
    expect(await run(['apply', path], { interactive: true, ask: async () => '' })).toMatchObject({ code: 1 });
    expect(writes()).toEqual([]);
    expect(await run(['apply', path], { interactive: true, ask: async () => 'yes' })).toMatchObject({ code: 0 });
    expect(held.alerts.size).toBe(2);
  });

  it('prints no secret of a channel, to people as little as to programs', async () => {
    const channels = [
      '{ type: webhook, url: "https://ntfy.sh/", preset: ntfy, chatId: bell, options: { priority: 5, token: tk_AgQdq7mVBo } }',
      '{ type: webhook, url: "https://hooks.slack.com/services/T0/B0/abcdefghijkl", preset: slack }',
    ];
    const added = FILE.trimEnd().concat(...channels.map((channel) => `\n      - ${channel}`));
    await apply(FILE);
    const printed = [await plan(added), await run(['plan', write(added), '--json']), await apply(added)];
    expect(printed.map(({ code }) => code)).toEqual([2, 2, 0]);
    for (const { out } of printed) {
      expect(out).toContain('••••');
      expect(out).not.toMatch(/tk_AgQdq7mVBo|abcdefghijkl/);
    }
    const kept = [...held.webhooks.values()].map(({ url, options }) => [url, options]);
    expect(kept).toContainEqual(['https://ntfy.sh/', { priority: 5, token: 'tk_AgQdq7mVBo' }]);
    expect(kept).toContainEqual(['https://hooks.slack.com/services/T0/B0/abcdefghijkl', {}]);
    expect(await plan(added)).toMatchObject({ code: 0 });
  });

  it('is shown to a program as JSON', async () => {
    const { out } = await run(['plan', write(FILE), '--json']);
    expect(JSON.parse(out)).toMatchObject({
      namespace: 'mine',
      steps: [{ kind: 'create', key: 'btc-high' }, {}],
      unchanged: 0,
    });
  });
});

describe('a file with mistakes', () => {
  it.each<[what: string, text: string, message: string]>([
    ['no YAML', 'namespace: [', 'alerts.yaml:1: '],
    ['no namespace', 'alerts: {}', 'alerts.yaml:1: namespace is required'],
    ['an unknown field', `${FILE}    colour: red\n`, 'alerts.yaml:17: alerts.eth-moves.colour is no field of it'],
    [
      'a wrong operator',
      FILE.replace('crosses-above', 'over'),
      'alerts.yaml:6: alerts.btc-high.condition.op must be one of',
    ],
    [
      'a level that is none',
      FILE.replace('1000 }', 'much }'),
      'alerts.yaml:12: alerts.eth-moves.all.1.level must be a decimal',
    ],
    [
      'a relative level',
      FILE.replace('65000.50', '"+5%"'),
      'alerts.yaml:6: alerts.btc-high.condition.level must be a level of its own',
    ],
    [
      'a rule that makes no sense',
      FILE.replace('note: sell', 'rearmPercent: 1'),
      'alerts.yaml:7: alerts.btc-high.rearmPercent ',
    ],
    [
      'the namespace of imported alerts',
      FILE.replace('namespace: mine', 'namespace: import'),
      'alerts.yaml:2: namespace must be another name',
    ],
    ['a key twice', `${FILE}  btc-high: {}\n`, 'alerts.yaml:17: '],
    [
      'a key with a blank',
      FILE.replace('btc-high', '"btc high"'),
      'alerts.yaml:4: alerts.btc high must be 1 to 60 letters',
    ],
  ])('that has %s is refused with the line', async (_what, text, message) => {
    const { code, err } = await plan(text);
    expect([code, err.split('\n').some((line) => line.startsWith(message)), err]).toEqual([64, true, err]);
    expect(api.requests).toEqual([]);
  });

  it('names the file that is not there', async () => {
    expect(await run(['plan', join(folder, 'none.yaml')])).toMatchObject({
      code: 64,
      err: expect.stringMatching(/none\.yaml can't be read/),
    });
  });
});

const alertArbitrary = fc.record(
  {
    symbol: fc.constantFrom('BTCUSDT', 'ETHUSDT'),
    condition: fc.record({
      metric: fc.constant('price'),
      op: fc.constantFrom('above', 'below', 'crosses'),
      level: fc.integer({ min: 1, max: 9 }).map(String),
    }),
    note: fc.constantFrom('a', 'b', null),
    name: fc.constantFrom('x', null),
    repeat: fc.constantFrom({ mode: 'once' }, { mode: 'every-time', cooldownSeconds: 60 }),
    confirm: fc.constantFrom('trade', 'minute-close'),
    expiresAt: fc.constantFrom('2027-01-01T00:00:00Z', '2027-01-01T01:00:00+01:00', null),
  },
  { requiredKeys: ['symbol', 'condition'] },
);
const fileArbitrary = fc.dictionary(fc.constantFrom('a', 'b', 'c'), alertArbitrary);

it('after any file is applied over any other, its alerts are there and a second plan is empty', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fileArbitrary, { minLength: 1, maxLength: 3 }), async (files) => {
      for (const alerts of files) {
        const text = JSON.stringify({ namespace: 'p', alerts });
        expect(await apply(text)).toMatchObject({ code: 0 });
        expect(await plan(text)).toMatchObject({ code: 0 });
        const present = [...held.alerts.values()].map(({ externalId, symbol }) => [externalId, symbol]);
        expect(present.sort()).toEqual(
          Object.entries(alerts)
            .map(([key, { symbol }]) => [`p:${key}`, symbol])
            .sort(),
        );
      }
    }),
    { numRuns: 25 },
  );
});
