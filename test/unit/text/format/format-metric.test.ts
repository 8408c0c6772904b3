import { describe, expect, it, test } from 'vitest';
import type { Metric } from '../../../../domain/metrics/metric.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import {
  formatCondition,
  formatDuration,
  formatExactly,
  formatFound,
  formatValue,
} from '../../../../text/format/format-metric.ts';
import { formatRule } from '../../../../text/format/format-rule.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';

describe('a number', () => {
  it.each([
    ['price', '65000.123456', '65,000.123456', '65,000.123456'],
    ['change-1h', '-5.123456', '-5.123456 %', '-5.12 %'],
    ['change-1h', '0.00123456', '0.00123456 %', '0.00123 %'],
    ['change-1h', '0.5', '0.5 %', '0.5 %'],
    ['change-1h', '0', '0 %', '0 %'],
    ['volatility-24h', '63.25999', '63.25999 %', '63.26 %'],
    ['volume-1h', '1234567.891', '1,234,567.891 USDT', '1,234,568 USDT'],
    ['volume-1h', '999.999', '999.999 USDT', '1,000 USDT'],
  ] as const)('of %s: %s, in full and for reading', (metric, decimal, exactly, shortly) => {
    expect(formatExactly(metric, decimal, { quote: 'USDT' })).toBe(exactly);
    expect(formatValue(metric, decimal, { levels: [], quote: 'USDT' })).toBe(shortly);
  });

  it.each([
    ['AEUR', '1,080,000,000 AEUR'],
    ['BTC', '1,080,000,000 BTC'],
    [null, '1,080,000,000'],
  ])('of a volume has the unit that the catalogue names, and none in a row without it: %s', (quote, words) => {
    expect(formatExactly('volume-5m', '1080000000', { quote })).toBe(words);
  });
});

it.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [60, '1 minute'],
  [300, '5 minutes'],
  [3_600, '1 hour'],
  [5_400, '90 minutes'],
  [172_800, '2 days'],
])('%i s are %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

it('a condition carries its unit at the end', () => {
  expect(formatCondition({ metric: 'change-1h', op: 'enters', from: '2', to: '3' }, { quote: 'USDT' })).toBe(
    'change-1h enters 2 to 3 %',
  );
  expect(formatCondition({ metric: 'price', op: 'above', level: '65000' }, { quote: 'USDT' })).toBe(
    'price at or above 65,000',
  );
});

describe('a condition on a distance of the price', () => {
  it.each<[Metric, string, string]>([
    ['sma-200-1d', '0', 'price crosses above its 200-day average'],
    ['ema-50-1h', '0', 'price crosses above its 50-hour exponential average'],
    ['sma-20-4h', '0', 'price crosses above its average of 20 4-hour candles'],
    ['sma-200-1d', '5', "price's distance from its 200-day average crosses above 5 %"],
    // it grows as the price falls: what comes from below 0 comes from above the high
    ['below-high-24h', '0', 'price crosses below its 24-hour high'],
    ['below-high-7d', '10', "price's distance below its 7-day high crosses above 10 %"],
    ['above-low-30d', '0', 'price crosses above its 30-day low'],
    ['change-1h', '0', 'change-1h crosses above 0 %'],
  ])('%s at %s is worded as people say it', (metric, level, words) => {
    expect(formatCondition({ metric, op: 'crosses-above', level }, { quote: 'USDT' })).toBe(words);
  });

  it('of several says each by its name', () => {
    const all: Condition[] = [
      { metric: 'rsi-14-1h', op: 'below', level: '30' },
      { metric: 'sma-200-1d', op: 'crosses-above', level: '0' },
      { metric: 'volume-ratio-5m', op: 'above', level: '3' },
      { metric: 'bollinger-20-15m', op: 'below', level: '0' },
      { metric: 'high-24h', op: 'above', level: '65000' },
    ];
    expect(formatRule(buildCrossingRule({ all }), { quote: 'USDT' })).toBe(
      'all of: RSI 14 of 1-hour candles at or below 30; price crosses above its 200-day average; ' +
        '5-minute volume against its average at or above 3 ×; Bollinger %b of 15-minute candles at or below 0; ' +
        '24-hour high at or above 65,000',
    );
  });
});

it.each<[Partial<Rule>, string]>([
  [{}, 'price crosses above 65,000'],
  [{ holdSeconds: 300, confirm: 'minute-close' }, 'price crosses above 65,000, held for 5 minutes, at minute closes'],
  [
    { repeat: { mode: 'every-time', cooldownSeconds: 300 } },
    'price crosses above 65,000, every time, at most once in 5 minutes',
  ],
  [
    { repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 0.5 },
    'price crosses above 65,000, every time, after a retreat of 0.5 %',
  ],
  [
    {
      all: [
        { metric: 'change-1h', op: 'above', level: '5' },
        { metric: 'price', op: 'leaves', from: '1000', to: '2000' },
      ],
    },
    'all of: change-1h at or above 5 %; price leaves 1,000 to 2,000',
  ],
])('a rule is written in one line (%#)', (fields, words) => {
  expect(formatRule(buildCrossingRule(fields), { quote: 'USDT' })).toBe(words);
});

test.each([
  ['price', '65001.20000001', '65,001.20000001'],
  ['change-1h', '-0.434084231145937', '-0.43408423 %'],
  ['volume-1h', '921482.59445674', '921,482.59 USDT'],
  ['volume-1h', '0', '0 USDT'],
] as const)(
  'the value of a condition on %s is shown as proof with as many digits as matter: %s',
  (metric, decimal, shown) => {
    expect(formatFound({ metric, op: 'above', level: '1' }, decimal, { quote: 'USDT' })).toBe(shown);
  },
);

test.each([
  ['change-1h', '-1.19156634512', ['-1.191566345'], '-1.192 %'],
  ['change-1h', '-1.1915', ['-1.191566345'], '-1.19 %'],
  ['change-5m', '-0.14422944', ['-0.1442294437'], '-0.144 %'],
  ['change-1h', '-1.191566345', ['-1.191566345'], '-1.191566345 %'],
  ['change-5m', '-0.1442294438', ['-0.1442294437'], '-0.14423 %'],
  ['change-1h', '2.004', ['2', '3'], '2.004 %'],
  ['change-1h', '2.506', ['2', '3'], '2.51 %'],
  ['change-1h', '5.000000000000004', ['5'], '5.000000000000004 %'],
  ['volume-1h', '1249999.96', ['1250000'], '1,249,999.96 USDT'],
  ['price', '65000.10', ['65000.1'], '65,000.10'],
] as const)('a value of %s, %s, shown beside %j lies on its side of it', (metric, decimal, levels, shown) => {
  expect(formatValue(metric, decimal, { levels, quote: 'USDT' })).toBe(shown);
});

test('a proof beside a level of more digits than eight has as many as it takes', () => {
  const condition = { metric: 'change-5m', op: 'crosses-below', level: '-0.1442294437' } as const;
  expect(formatFound(condition, '-0.144229443712345', { quote: 'USDT' })).toBe('-0.144229444 %');
});
