import { expect, test } from 'vitest';
import { MAX_PREVIEW_TRIGGERS } from '../../../contract/preview-view.ts';
import { buildRule } from '../../support/market-events.ts';
import { buildMinute, previewView } from '../../support/previews.ts';

test('says when it would have fired, and how often', () => {
  const rule = buildRule({
    condition: { metric: 'price', op: 'crosses-above', level: '100' },
    repeat: { mode: 'every-time', cooldownSeconds: 120 },
  });
  const candles = [
    buildMinute(0, 99),
    buildMinute(1, 99, 101),
    buildMinute(2, 101, 98),
    buildMinute(3, 98),
    buildMinute(4, 98, 105),
  ];
  expect(previewView(rule, candles, 5)).toEqual({
    symbol: 'BTCUSDT',
    from: '2026-01-05T12:00:00.000Z',
    to: '2026-01-05T12:05:00.000Z',
    unknownMinutes: 0,
    approximate: true,
    fires: 2,
    triggers: [
      // a stored minute has no instants, so none is shown
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

test('of very many fires the newest are shown, and their number', () => {
  const rule = buildRule({
    condition: { metric: 'price', op: 'crosses', level: '100' },
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 0.5,
  });
  const candles = Array.from({ length: 150 }, (_, index) =>
    index % 2 ? buildMinute(index, 101, 99) : buildMinute(index, 99, 101),
  );
  const { fires, triggers } = previewView(rule, candles, 150);
  expect(fires).toBe(150);
  expect(triggers).toHaveLength(MAX_PREVIEW_TRIGGERS);
  expect(triggers.at(-1)?.time).toBe('2026-01-05T14:29:00.000Z');
});

test('says how near it came when it would never have fired', () => {
  const view = previewView(
    buildRule({ condition: { metric: 'price', op: 'above', level: '125' } }),
    [buildMinute(0, 99, 100)],
    1,
  );
  expect(view).toMatchObject({
    fires: 0,
    closest: [{ value: '100', distance: '25', time: '2026-01-05T12:00:00.000Z' }],
    explanation:
      'would not have fired in the last minute; the price came closest in the minute 2026-01-05T12:00Z: 100, 25.00 % away',
  });
});

test('of several conditions those that were met are 0 away', () => {
  const all = [
    { metric: 'price', op: 'above', level: '50' },
    { metric: 'price', op: 'above', level: '125' },
  ] as const;
  expect(
    previewView(buildRule({ condition: undefined, all: [...all] }), [buildMinute(0, 99, 100)], 1).closest,
  ).toMatchObject([{ distance: '0' }, { distance: '25' }]);
});

test('a coin without stored minutes says so', () => {
  expect(previewView(buildRule(), [], 60)).toMatchObject({
    from: null,
    fires: 0,
    explanation: 'no price history of BTCUSDT is stored yet; it is filled once the coin is followed',
  });
});
