import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { reachBack } from '../../../../domain/preview/preview.ts';
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
    expect(reachBack(rule)).toEqual({ minutesMs: 61 * MINUTE_MS, hoursMs: 7 * 24 * HOUR_MS });
    expect(reachBack(buildRule())).toEqual({ minutesMs: 0, hoursMs: 0 });
  });

  test('so that a volume is known in the first one', () => {
    const rule = buildRule({ condition: { metric: 'volume-5m', op: 'above', level: '5000' } });
    const before = [-6, -5, -4, -3, -2, -1].map((index) => buildMinute(index, 99));
    expect(preview(rule, [...before, buildMinute(0, 99)], 1)).toMatchObject({
      fires: [{ fire: { metric: 'volume-5m', value: '5000', trade: { price: '99' } } }],
    });
  });
});
