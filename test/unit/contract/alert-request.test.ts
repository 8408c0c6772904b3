import { describe, expect, it } from 'vitest';
import { createAlertSchema, patchAlertSchema } from '../../../contract/alert-request.ts';
import { METRICS } from '../../../domain/metrics/metric.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../../../domain/rules/operators/operators.ts';

const INSTANT_FAULT =
  'expiresAt: must be an instant with its offset, such as "2030-01-31T09:00:00Z" or "2030-01-31T10:00:00+01:00"';
const HOOK = { type: 'webhook', url: 'https://example.com/in' };
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };

function faults(body: unknown, schema: typeof createAlertSchema | typeof patchAlertSchema = createAlertSchema) {
  const parsed = schema.safeParse(body);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function withCondition(fields: Record<string, unknown>) {
  return { ...ALERT, condition: { ...ALERT.condition, ...fields } };
}

describe('a new alert', () => {
  it('needs no more than a symbol and a condition', () => {
    expect(faults(ALERT)).toEqual([]);
  });

  it('takes null for options that are left out', () => {
    const options = {
      all: null,
      rearmPercent: null,
      holdSeconds: null,
      expiresAt: null,
      repeat: null,
      name: null,
      note: null,
    };
    expect(faults({ ...ALERT, ...options, channels: null, confirm: null })).toEqual([]);
  });

  it('drops trailing zeros from the level', () => {
    expect(createAlertSchema.parse(withCondition({ level: '65000.500' })).condition).toMatchObject({
      level: '65000.5',
    });
  });

  it('reads an expiry in any time zone that has an offset', () => {
    const parsed = createAlertSchema.parse({ ...ALERT, expiresAt: '2027-01-01T10:00:00+01:00' });
    expect(parsed.expiresAt).toBe(Date.UTC(2027, 0, 1, 9));
  });

  it.each([
    ['1e5', 'must be a decimal number written as a string, such as "65000.5"'],
    ['+1e5', 'must be a decimal number written as a string, such as "65000.5"'],
    ['5%', 'must be a decimal number written as a string, such as "65000.5"'],
    [`+${'9'.repeat(20)}%`, 'must be a decimal number written as a string, such as "65000.5"'],
    [65000, 'must be a decimal number written as a string, such as "65000.5"'],
    ['1234567890.123456', 'must have at most 15 significant digits'],
    [`0.${'0'.repeat(39)}1`, 'must be at most 40 characters long'],
  ])('refuses the level %j', (level, message) => {
    expect(faults(withCondition({ level }))).toEqual([`condition.level: ${message}`]);
  });

  it.each(['+5%', '-2.5%', '+1500', '-1500', '-0.5'])('takes the relative level %j as it is written', (level) => {
    expect(createAlertSchema.parse(withCondition({ level })).condition).toMatchObject({ level });
  });

  it.each([
    [{ reanchor: true }, { reanchor: true }],
    [
      { reanchor: true, step: '+5%' },
      { reanchor: true, step: '+5%' },
    ],
    [{ reanchor: false }, {}],
  ])('reads how each fire moves the level: %j', (fields, expected) => {
    const repeat = { mode: 'every-time', cooldownSeconds: null, ...fields };
    expect(createAlertSchema.parse({ ...ALERT, repeat }).repeat).toEqual({
      mode: 'every-time',
      cooldownSeconds: null,
      ...expected,
    });
  });

  it.each([
    [{ mode: 'once', reanchor: true }, 'repeat.reanchor: has no meaning with once: it goes with every-time'],
    [{ mode: 'every-time', step: '+5%' }, 'repeat.step: goes with "reanchor": true'],
    [
      { mode: 'every-time', reanchor: true, step: '5%' },
      'repeat.step: must be a percentage with its sign, such as "+5%" or "-2.5%"',
    ],
  ])('refuses the repeat %j', (repeat, message) => {
    expect(faults({ ...ALERT, repeat })).toEqual([message]);
  });

  it.each(METRICS)('may use %s', (metric) => {
    expect(faults(withCondition({ metric }))).toEqual([]);
  });

  it('names the values that it knows', () => {
    expect(faults(withCondition({ metric: 'change-3h', op: 'equals' }))).toEqual([
      `condition.metric: must be one of: ${METRICS.join(', ')}`,
      'condition.op: must be one of: above, below, crosses-above, crosses-below, crosses, enters, leaves',
    ]);
  });

  it.each(LEVEL_OPERATORS)('takes a level, and nothing else, with %s', (op) => {
    const condition = { metric: 'price', op };
    expect(faults({ ...ALERT, condition: { ...condition, level: '1', from: null, to: null } })).toEqual([]);
    expect(faults({ ...ALERT, condition: { ...condition, from: '1', to: '2' } })).toEqual([
      `condition.from: does not go with ${op}, which takes a level`,
      `condition.to: does not go with ${op}, which takes a level`,
      `condition.level: is required with ${op}`,
    ]);
  });

  it.each(RANGE_OPERATORS)('takes a range, and nothing else, with %s', (op) => {
    const condition = { metric: 'price', op };
    expect(faults({ ...ALERT, condition: { ...condition, from: '1', to: '2' } })).toEqual([]);
    expect(faults({ ...ALERT, condition: { ...condition, level: '1', to: '2' } })).toEqual([
      `condition.level: does not go with ${op}, which takes from and to`,
      `condition.from: is required with ${op}`,
    ]);
  });

  it('needs either a condition or all, of one to five', () => {
    const { symbol, condition } = ALERT;
    const all = (count: number) => ({ symbol, all: Array.from({ length: count }, () => condition) });
    for (const count of [1, 5]) expect(faults(all(count))).toEqual([]);
    expect(faults(all(0))).toEqual(['all: must name at least one condition']);
    expect(faults(all(6))).toEqual(['all: must name at most 5 conditions']);
    expect(faults({ symbol })).toEqual(['condition: is required, or all instead']);
    expect(faults({ ...ALERT, ...all(2) })).toEqual(['all: can not be given together with condition']);
  });

  it('names the place of a condition among all', () => {
    const all = [ALERT.condition, { ...ALERT.condition, level: undefined }];
    expect(faults({ symbol: 'BTCUSDT', all })).toEqual(['all.1.level: is required with crosses-above']);
  });

  it.each([
    [{ repeat: { mode: 'once' } }, { mode: 'once' }],
    [{ repeat: { mode: 'every-time', cooldownSeconds: 300 } }, { mode: 'every-time', cooldownSeconds: 300 }],
    [{ repeat: { mode: 'every-time' } }, { mode: 'every-time', cooldownSeconds: null }],
  ])('reads %j', ({ repeat }, read) => {
    expect(createAlertSchema.parse({ ...ALERT, repeat }).repeat).toEqual(read);
  });

  it('reads an expiry as an instant', () => {
    const { expiresAt } = createAlertSchema.parse({ ...ALERT, expiresAt: '2030-01-31T09:00:00.5Z' });
    expect(expiresAt).toBe(Date.UTC(2030, 0, 31, 9, 0, 0, 500));
  });

  it.each([
    [{ rearmPercent: '1' }, 'rearmPercent: must be a number, written without quotes'],
    [{ holdSeconds: 1.5 }, 'holdSeconds: must be a whole number of seconds'],
    [{ holdSeconds: '5' }, 'holdSeconds: must be a whole number of seconds'],
    [{ cooldownSeconds: 60 }, 'cooldownSeconds: goes into repeat: {"mode":"every-time","cooldownSeconds":300}'],
    [
      { repeat: { mode: 'once', cooldownSeconds: 60 } },
      'repeat.cooldownSeconds: has no meaning with once: it goes with every-time',
    ],
    [{ repeat: { mode: 'twice' } }, 'repeat.mode: must be one of: once, every-time'],
    [{ expiresAt: '2030-01-01' }, INSTANT_FAULT],
    [{ expiresAt: '2030-01-01T00:00:00' }, INSTANT_FAULT],
    [{ confirm: 'never' }, 'confirm: must be one of: trade, minute-close'],
    [
      { condition: { ...ALERT.condition, symbol: 'ETHUSDT' } },
      'condition.symbol: does not go here: an alert is about one coin, named once for all conditions',
    ],
    [{ channels: [{ type: 'webhook' }] }, 'channels.0.url: is required'],
    [{ channels: [{ type: 'webhook', url: 5 }] }, 'channels.0.url: must be an address, written as a string'],
    [{ channels: [{ type: 'webhook', url: 'http://example.com/' }] }, 'channels.0.url: must begin with https://'],
    [
      { channels: [{ ...HOOK, preset: 'signal' }] },
      'channels.0.preset: must be one of: standard, telegram, discord, slack, ntfy, pushover, gotify, matrix, teams, json',
    ],
    [{ channels: [{ ...HOOK, preset: 'telegram' }] }, 'channels.0.chatId: is required with telegram'],
    [{ channels: [{ ...HOOK, chatId: '1' }] }, 'channels.0.chatId: goes with telegram, ntfy, pushover or matrix alone'],
    [
      { channels: [{ ...HOOK, url: 'https://ntfy.sh/', preset: 'ntfy', chatId: 'a b' }] },
      'channels.0.chatId: must be a topic: up to 64 letters, digits, - and _, such as "my-alerts-7f3k"',
    ],
    [
      { channels: [{ ...HOOK, preset: 'ntfy', chatId: 'a' }] },
      'channels.0.url: must be the server alone, such as https://ntfy.sh/',
    ],
    [
      { channels: [{ ...HOOK, preset: 'teams', chatId: '1' }] },
      'channels.0.chatId: goes with telegram, ntfy, pushover or matrix alone',
    ],
    [
      { channels: [{ ...HOOK, preset: 'telegram', chatId: 'me & you' }] },
      'channels.0.chatId: must be a chat\'s number or the @name of a channel, such as "123456789" or "@channel"',
    ],
    [{ channels: [HOOK, { type: 'email' }, { ...HOOK, preset: 'standard' }] }, 'channels: names a channel twice'],
    [
      { channels: [0, 1, 2, 3, 4, 5].map((i) => ({ ...HOOK, url: `https://example.com/${i}` })) },
      'channels: must name at most 5 channels',
    ],
    [{ channels: [{}] }, 'channels.0.type: is required'],
    [{ channels: ['email'] }, 'channels.0: Invalid input: expected object, received string'],
    [{ channels: [{ type: 'live' }] }, 'channels.0.type: live is not available yet'],
    [{ channels: [{ type: 'pigeon' }] }, 'channels.0.type: must be one of: email, webhook, push'],
    [{ channels: [] }, 'channels: must name at least one channel'],
    [{ channels: [{ type: 'email' }, { type: 'email' }] }, 'channels: names a channel twice'],
    [{ name: 'x'.repeat(81) }, 'name: must be at most 80 characters long'],
    [{ name: '' }, 'name: must not be empty: null stands for no name'],
    [{ name: ' \u00a0' }, 'name: must not be blank'],
    [{ name: 'two\nlines' }, 'name: must be one line without control characters'],
    [{ name: 'two\u2028lines' }, 'name: must be one line without control characters'],
    [{ name: 'half a character \ud800' }, 'name: must be one line without control characters'],
    [{ note: 'x'.repeat(201) }, 'note: must be at most 200 characters long'],
    [{ note: 'red \u001b[31m' }, 'note: must be text without control characters'],
    [{ note: 'half a character \ud800' }, 'note: must be text without control characters'],
  ])('refuses %j', (option, message) => {
    expect(faults({ ...ALERT, ...option })).toEqual([message]);
  });
});

describe('a change', () => {
  it.each([
    { condition: { level: '66000' } },
    { condition: { op: 'below' } },
    { condition: { from: '1' } },
    { all: [ALERT.condition] },
    { rearmPercent: null, holdSeconds: null, expiresAt: null },
    { confirm: 'minute-close' },
    { name: null },
    { note: null },
    { status: 'paused' },
    { channels: [{ type: 'email' }] },
    { channels: [{ type: 'email' }, HOOK, { ...HOOK, preset: 'slack' }] },
    {
      channels: [
        { ...HOOK, preset: 'telegram', chatId: '-100123' },
        { ...HOOK, chatId: null },
      ],
    },
  ])('may be just %j', (body) => {
    expect(faults(body, patchAlertSchema)).toEqual([]);
  });

  it.each([
    [{}, ': must name at least one change'],
    [{ status: 'triggered' }, 'status: must be "active" (resume or re-arm) or "paused"'],
    [{ condition: { level: 'x' } }, 'condition.level: must be a decimal number written as a string, such as "65000.5"'],
    [{ repeat: { mode: 'twice' } }, 'repeat.mode: must be one of: once, every-time'],
    [{ cooldownSeconds: 300 }, 'cooldownSeconds: goes into repeat: {"mode":"every-time","cooldownSeconds":300}'],
  ])('refuses %j', (body, message) => {
    expect(faults(body, patchAlertSchema)).toEqual([message]);
  });

  it.each(['repeat', 'confirm', 'channels', 'status'])('can not clear %s', (field) => {
    expect(faults({ [field]: null }, patchAlertSchema)).toHaveLength(1);
  });
});
