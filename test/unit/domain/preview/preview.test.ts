import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { longerBefore, minutesFrom } from '../../../../domain/metrics/past-candles.ts';
import { metricsOfRule, PreviewTimeError } from '../../../../domain/preview/preview.ts';
import { buildRule } from '../../../support/market-events.ts';
import { buildMinute, PREVIEW_FROM, preview } from '../../../support/previews.ts';

const HOUR_MS = 60 * MINUTE_MS;

test('a preview begins at the first stored minute and counts those that are missing', () => {
  expect(preview(buildRule(), [buildMinute(3, 99), buildMinute(7, 99)], 10)).toMatchObject({
    span: { from: PREVIEW_FROM + 3 * MINUTE_MS, unknownMinutes: 5 },
  });
});

test('a preview ignores the expiry of the alert', () => {
  const rule = buildRule({ expiresAt: PREVIEW_FROM + MINUTE_MS });
  expect(preview(rule, [buildMinute(0, 99), buildMinute(5, 99, 101)], 6).fires).toHaveLength(1);
});

describe('windows reach back before the first minute', () => {
  test('by minutes, and by hours for the longest volatilities', () => {
    const rule = buildRule({
      all: [
        { metric: 'change-1h', op: 'above', level: '1' },
        { metric: 'volatility-7d', op: 'above', level: '1' },
      ],
    });
    const from = Date.UTC(2026, 10, 22, 9, 20);
    const hour = from - 20 * MINUTE_MS;
    expect(minutesFrom(metricsOfRule(rule), from)).toBe(from - 61 * MINUTE_MS);
    const hours = { interval: '1h', from: hour - 7 * 24 * HOUR_MS, to: hour };
    expect(longerBefore(metricsOfRule(rule), from)).toEqual([hours]);
    // the hour that is open then is made of its minutes
    const [, volatility] = metricsOfRule(rule);
    expect(minutesFrom(volatility ? [volatility] : [], from)).toBe(hour);
    expect([minutesFrom(['price'], from), longerBefore(['price'], from)]).toEqual([from, []]);
  });

  test('so that a volume is known in the first one', () => {
    const rule = buildRule({ condition: { metric: 'volume-5m', op: 'above', level: '5000' } });
    const before = [-6, -5, -4, -3, -2, -1].map((index) => buildMinute(index, 99));
    expect(preview(rule, [...before, buildMinute(0, 99)], 1)).toMatchObject({
      fires: [{ fire: { metric: 'volume-5m', value: '5000', trade: { price: '99' } } }],
    });
  });
});

describe('a preview that may not go on', () => {
  const month = 30 * 1_440;
  const candles = Array.from({ length: month }, (_, index) => buildMinute(index, 100 + (index % 7)));
  const rule = buildRule({
    all: [
      { metric: 'volatility-24h', op: 'above', level: '0.01' },
      { metric: 'volume-24h', op: 'above', level: '1' },
    ],
    repeat: { mode: 'every-time', cooldownSeconds: 60 },
  });
  const errorOf = (mayGoOn: () => boolean) => {
    try {
      return preview(rule, candles, month, mayGoOn);
    } catch (error) {
      return error;
    }
  };

  test('ends, and says how far it came', () => {
    let asked = 0;
    const error = errorOf(() => {
      asked += 1;
      return asked <= 42;
    });
    expect(error).toBeInstanceOf(PreviewTimeError);
    // it is asked 168 times in a month
    expect(error).toMatchObject({
      doneShare: expect.closeTo(43 / 168.75, 2),
      message: 'ended after 25 % of its minutes',
    });
  });

  test('is asked often enough to end soon after its time is over', () => {
    const begun = performance.now();
    const error = errorOf(() => performance.now() - begun < 30);
    expect(error).toBeInstanceOf(PreviewTimeError);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
