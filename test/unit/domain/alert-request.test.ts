import { describe, expect, it } from 'vitest';
import { createAlertSchema, patchAlertSchema } from '../../../domain/alert-request.ts';

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
    const options = { all: null, rearmPercent: null, holdSeconds: null, expiresAt: null, repeat: null, note: null };
    expect(faults({ ...ALERT, ...options, channels: null, confirm: 'trade' })).toEqual([]);
  });

  it('drops zeros that say nothing from the level', () => {
    expect(createAlertSchema.parse(withCondition({ level: '65000.500' })).condition.level).toBe('65000.5');
  });

  it.each([
    ['0', 'must be greater than 0'],
    ['-1', 'must be a decimal number written as a string, such as "65000.5"'],
    ['1e5', 'must be a decimal number written as a string, such as "65000.5"'],
    [65000, 'must be a decimal number written as a string, such as "65000.5"'],
    ['1234567890.123456', 'must have at most 15 significant digits'],
  ])('refuses the level %j', (level, message) => {
    expect(faults(withCondition({ level }))).toEqual([`condition.level: ${message}`]);
  });

  it.each(['change-1h', 'volatility-24h', 'volume-1h'])('says that the metric %s is not available yet', (metric) => {
    expect(faults(withCondition({ metric }))).toEqual([`condition.metric: ${metric} is not available yet`]);
  });

  it.each(['enters', 'leaves'])('says that the operator %s is not available yet', (op) => {
    expect(faults(withCondition({ op }))).toEqual([`condition.op: ${op} is not available yet`]);
  });

  it('tells made-up words from planned ones', () => {
    expect(faults(withCondition({ metric: 'change-3h', op: 'equals' }))).toEqual([
      'condition.metric: must be "price"',
      'condition.op: must be one of: above, below, crosses-above, crosses-below, crosses',
    ]);
  });

  it.each([
    [{ all: [] }, 'all: a list of conditions is not available yet'],
    [{ rearmPercent: 1 }, 'rearmPercent: a re-arm percentage is not available yet'],
    [{ holdSeconds: 5 }, 'holdSeconds: a hold time is not available yet'],
    [{ cooldownSeconds: 60 }, 'cooldownSeconds: a cooldown is not available yet'],
    [{ expiresAt: '2030-01-01T00:00:00Z' }, 'expiresAt: an expiry is not available yet'],
    [{ confirm: 'minute-close' }, 'confirm: minute-close is not available yet'],
    [{ confirm: 'never' }, 'confirm: must be "trade"'],
    [{ repeat: { mode: 'every-time' } }, 'repeat.mode: every-time is not available yet'],
    [{ channels: [{ type: 'webhook' }] }, 'channels.0.type: webhook is not available yet'],
    [{ channels: [{ type: 'pigeon' }] }, 'channels.0.type: must be "email"'],
    [{ channels: [] }, 'channels: must name at least one channel'],
    [{ channels: [{ type: 'email' }, { type: 'email' }] }, 'channels: names a channel twice'],
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
    { note: null },
    { status: 'paused' },
    { channels: [{ type: 'email' }] },
  ])('may be just %j', (body) => {
    expect(faults(body, patchAlertSchema)).toEqual([]);
  });

  it.each([
    [{}, ': must name at least one change'],
    [{ status: 'triggered' }, 'status: must be "active" (resume or re-arm) or "paused"'],
    [{ condition: { level: '0' } }, 'condition.level: must be greater than 0'],
    [{ repeat: { mode: 'every-time' } }, 'repeat.mode: every-time is not available yet'],
  ])('refuses %j', (body, message) => {
    expect(faults(body, patchAlertSchema)).toEqual([message]);
  });

  it.each(['condition', 'repeat', 'channels', 'status'])('can not clear %s', (field) => {
    expect(faults({ [field]: null }, patchAlertSchema)).toHaveLength(1);
  });
});
