import { describe, expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { MAX_PREVIEW_TRIGGERS, previewAlert, reachBack } from '../../../../domain/preview/preview.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildRule } from '../../../support/market-events.ts';

const FROM = Date.UTC(2026, 0, 5, 12);
const HOUR_MS = 60 * MINUTE_MS;

/** One minute at one price, or from one to the other. */
function minute(index: number, open: number, close = open): Candle {
  const [low, high] = open < close ? [open, close] : [close, open];
  return {
    start: FROM + index * MINUTE_MS,
    ...{ open: String(open), high: String(high), low: String(low), close: String(close) },
    ...{ volume: 10, quoteVolume: 1_000, trades: 4 },
  };
}

function preview(rule: Rule, candles: readonly Candle[], minutes: number) {
  const to = FROM + minutes * MINUTE_MS;
  return previewAlert({ symbol: 'BTCUSDT', quote: 'USDT', feed: 'binance', rule, from: FROM, to, candles, hours: [] });
}

test('tells when it would have fired, and how often', () => {
  const rule = buildRule({
    condition: { metric: 'price', op: 'crosses-above', level: '100' },
    repeat: { mode: 'every-time', cooldownSeconds: 120 },
  });
  const candles = [minute(0, 99), minute(1, 99, 101), minute(2, 101, 98), minute(3, 98), minute(4, 98, 105)];
  expect(preview(rule, candles, 5)).toEqual({
    symbol: 'BTCUSDT',
    from: '2026-01-05T12:00:00.000Z',
    to: '2026-01-05T12:05:00.000Z',
    unknownMinutes: 0,
    approximate: true,
    fires: 2,
    triggers: [
      // a stored minute has no instants, so none is told
      {
        time: '2026-01-05T12:01:00.000Z',
        price: '101',
        metric: 'price',
        value: '101',
        level: '100',
        reason: 'crossed-up',
        conditions: [{ condition: rule.condition, value: '101', deciding: true }],
      },
      {
        time: '2026-01-05T12:04:00.000Z',
        price: '105',
        metric: 'price',
        value: '105',
        level: '100',
        reason: 'crossed-up',
        conditions: [{ condition: rule.condition, value: '105', deciding: true }],
      },
    ],
    closest: [],
    explanation:
      'would have fired 2 times in the last 5 minutes, last in the minute 2026-01-05T12:04Z, with the price at 105',
  });
});

test('of very many fires the newest are told, and their number', () => {
  const rule = buildRule({
    condition: { metric: 'price', op: 'crosses', level: '100' },
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 0.5,
  });
  const candles = Array.from({ length: 150 }, (_, index) =>
    index % 2 ? minute(index, 101, 99) : minute(index, 99, 101),
  );
  const { fires, triggers } = preview(rule, candles, 150);
  expect(fires).toBe(150);
  expect(triggers).toHaveLength(MAX_PREVIEW_TRIGGERS);
  expect(triggers.at(-1)?.time).toBe('2026-01-05T14:29:00.000Z');
});

test('tells how near it came when it would never have fired', () => {
  const view = preview(
    buildRule({ condition: { metric: 'price', op: 'above', level: '125' } }),
    [minute(0, 99, 100)],
    1,
  );
  expect(view).toMatchObject({
    fires: 0,
    closest: [{ value: '100', distance: '25', time: '2026-01-05T12:00:00.000Z' }],
    explanation:
      'would not have fired in the last minute; the price came closest in the minute 2026-01-05T12:00Z: 100, 25.00 % away',
  });
});

describe('says how near it came', () => {
  const closestOf = (fields: Partial<Rule>, prices: readonly number[]) => {
    const candles = prices.map((price, index) => minute(index, price));
    const { fires, closest, explanation } = preview(buildRule(fields), candles, prices.length);
    expect(fires).toBe(0);
    const words = /came closest in the minute \S+: (.*)$/.exec(explanation)?.[1];
    return { distance: closest[0]?.distance, words };
  };
  const range = { metric: 'price', from: '90', to: '120' } as const;

  test('to a range that was never left, in the words of an explanation', () => {
    expect(closestOf({ condition: { ...range, op: 'leaves' } }, [100, 96])).toEqual({
      distance: '6',
      words: '96, 6.25 % away',
    });
  });

  test.each([
    ['enters', [100, 96], '100, inside the range, but not by entering it'],
    ['leaves', [130, 140], '130, outside the range, but not by leaving it'],
  ] as const)('to a move that began where it leads to (%s)', (op, prices, words) => {
    expect(closestOf({ condition: { ...range, op } }, prices)).toEqual({ distance: '0', words });
  });

  test('to a level that was touched from the other side', () => {
    expect(closestOf({ condition: { metric: 'price', op: 'crosses-above', level: '100' } }, [105, 100])).toEqual({
      distance: '0',
      words: '100, at the level, but not by crossing it',
    });
  });

  test('to a range that was never left, at its very bound', () => {
    expect(closestOf({ condition: { ...range, op: 'leaves' } }, [100, 90])).toEqual({
      distance: '0',
      words: '90, less than 0.01 % away',
    });
  });

  test('to a hold', () => {
    const condition = { metric: 'price', op: 'above', level: '100' } as const;
    expect(closestOf({ condition, holdSeconds: 600 }, [99, 105, 99])).toEqual({
      distance: '0',
      words: '105, which met it, but not for long enough',
    });
    expect(closestOf({ condition: { ...condition, op: 'crosses' }, holdSeconds: 600 }, [99, 100, 99])).toEqual({
      distance: '0',
      words: '100, at the level, but not by crossing it, or not for long enough',
    });
  });

  test('to a level that is met below it', () => {
    const condition = { metric: 'price', op: 'below', level: '100' } as const;
    expect(closestOf({ condition, holdSeconds: 600 }, [110, 95, 110]).distance).toBe('0');
    expect(closestOf({ condition }, [110, 105]).distance).toBe('5');
  });
});

test.each([
  [1, 'the last minute'],
  [60, 'the last hour'],
  [61, 'the last hour, 1 minute'],
  [1_440, 'the last day'],
  [1_500, 'the last day, 1 hour'],
  [2 * 1_440 + 65, 'the last 2 days, 1 hour, 5 minutes'],
  [30 * 1_440, 'the last 30 days'],
])('%i minutes are said to be %s', (minutes, words) => {
  const candles = Array.from({ length: minutes }, (_, index) => minute(index, 99));
  const { explanation } = preview(buildRule(), candles, minutes);
  expect(explanation).toContain(`would not have fired in ${words};`);
});

test('of several conditions those that were met are 0 away', () => {
  const all = [
    { metric: 'price', op: 'above', level: '50' },
    { metric: 'price', op: 'above', level: '125' },
  ] as const;
  expect(preview(buildRule({ condition: undefined, all: [...all] }), [minute(0, 99, 100)], 1).closest).toMatchObject([
    { distance: '0' },
    { distance: '25' },
  ]);
});

test('a coin without stored minutes says so', () => {
  expect(preview(buildRule(), [], 60)).toMatchObject({
    from: null,
    fires: 0,
    explanation: 'no price history of BTCUSDT is stored yet; it is filled once the coin is followed',
  });
});

test('minutes that are not stored are counted, and begin where the stored ones do', () => {
  expect(preview(buildRule(), [minute(3, 99), minute(7, 99)], 10)).toMatchObject({
    from: '2026-01-05T12:03:00.000Z',
    unknownMinutes: 5,
  });
});

test('the expiry of an alert is about the time to come', () => {
  const rule = buildRule({ expiresAt: FROM + MINUTE_MS });
  expect(preview(rule, [minute(0, 99), minute(5, 99, 101)], 6).fires).toBe(1);
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
    const before = [-6, -5, -4, -3, -2, -1].map((index) => minute(index, 99));
    expect(preview(rule, [...before, minute(0, 99)], 1)).toMatchObject({
      fires: 1,
      triggers: [{ metric: 'volume-5m', value: '5000', price: '99' }],
    });
  });
});
