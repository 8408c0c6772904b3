import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildRule } from '../../../support/market-events.ts';
import { buildMinute, previewView } from '../../../support/previews.ts';

describe('says how near it came', () => {
  const closestOf = (fields: Partial<Rule>, prices: readonly number[]) => {
    const candles = prices.map((price, index) => buildMinute(index, price));
    const { fires, closest, explanation } = previewView(buildRule(fields), candles, prices.length);
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
  const candles = Array.from({ length: minutes }, (_, index) => buildMinute(index, 99));
  const { explanation } = previewView(buildRule(), candles, minutes);
  expect(explanation).toContain(`would not have fired in ${words};`);
});
