import { describe, expect, test } from 'vitest';
import { type AlertState, indexKeys, type JudgedAlert, nextMoves, type Side, wakesAt } from '../../../domain/alert.ts';
import { OPERATORS, type Operator } from '../../../domain/condition.ts';
import { judge, type MarketEvent } from '../../../domain/judge.ts';
import { buildTrade } from '../build/ticks.ts';

const asOf = { tradeId: 5, instant: 500 };
const watchedFrom = { tradeId: 1, time: 100 };

function alertWith(op: Operator, state: AlertState): JudgedAlert {
  const condition = { metric: 'price', op, level: '100' } as const;
  return { id: 'BTCUSDT-0-1', rev: 1, rule: { condition, repeat: { mode: 'once' }, confirm: 'trade' }, state };
}
const active = (op: Operator, side: Side) => alertWith(op, { status: 'active', side, asOf, watchedFrom });
const arming = (op: Operator, armAfter: number) =>
  alertWith(op, { status: 'arming', armFrom: { armAfter, bookVersion: 2 }, asOf: null, watchedFrom: null });

function tradeEvent(id: number, time: number, value: number): MarketEvent {
  const trade = buildTrade({ id, time, price: String(value) });
  return { kind: 'trade', position: { tradeId: id, instant: time }, trade, previous: null, value, bookVersion: 2 };
}

describe('arming', () => {
  test('a trade before armAfter does not arm it', () => {
    expect(judge(arming('above', 1_000), tradeEvent(6, 999, 150))).toEqual({ decision: 'stay', reason: 'not-due' });
  });

  test('a tick that does not know of it yet does not arm it', () => {
    const event = { ...tradeEvent(6, 1_000, 150), bookVersion: 1 };
    expect(judge(arming('above', 1_000), event)).toEqual({ decision: 'stay', reason: 'not-due' });
  });

  test.each([
    ['above', 100, 'fire'],
    ['above', 99, 'move'],
    ['below', 100, 'fire'],
    ['below', 101, 'move'],
    ['crosses-above', 150, 'move'],
    ['crosses-below', 50, 'move'],
    ['crosses', 100, 'move'],
  ] as const)('%s on a first value of %d: %s', (op, value, decision) => {
    const judgement = judge(arming(op, 1_000), tradeEvent(6, 1_000, value));
    expect(judgement).toMatchObject({ decision, state: { watchedFrom: { tradeId: 6, time: 1_000 } } });
  });

  test('a quiet coin arms on its last trade a second later, by a time event of that very instant', () => {
    const alert = arming('above', 1_000);
    const event = { ...tradeEvent(6, 400, 150), kind: 'time', position: { tradeId: 6, instant: 2_000 } } as const;
    expect(wakesAt(alert)).toBe(2_000);
    expect(judge(alert, event)).toMatchObject({ decision: 'fire', state: { watchedFrom: { tradeId: 6, time: 400 } } });
    const other = { ...event, position: { tradeId: 6, instant: 1_500 } };
    expect(judge(alert, other)).toMatchObject({ decision: 'stay' });
  });
});

describe('a value equal to the level', () => {
  test.each([
    ['crosses-above', 'below', 'fire'],
    ['crosses-below', 'above', 'fire'],
    ['crosses', 'below', 'fire'],
    ['crosses', 'above', 'fire'],
  ] as const)('is a crossing for %s from %s', (op, side, decision) => {
    expect(judge(active(op, side), tradeEvent(6, 600, 100)).decision).toBe(decision);
  });

  test('at the start leaves the side of `crosses` open until the first different one', () => {
    expect(judge(active('crosses', 'at'), tradeEvent(6, 600, 100)).decision).toBe('stay');
    expect(judge(active('crosses', 'at'), tradeEvent(6, 600, 101))).toMatchObject({
      decision: 'move',
      state: { side: 'above' },
    });
  });
});

test('an event at or before asOf changes nothing', () => {
  expect(judge(active('above', 'below'), tradeEvent(5, 500, 150))).toEqual({
    decision: 'stay',
    reason: 'already-judged',
  });
});

test.each(['paused', 'triggered', 'expired'] as const)('a %s alert is out of the book', (status) => {
  const alert = alertWith('above', { status, asOf, watchedFrom });
  expect(judge(alert, tradeEvent(6, 600, 150))).toEqual({ decision: 'stay', reason: 'out-of-book' });
  expect(indexKeys(alert)).toEqual({});
});

test('in every state an event changes the alert exactly when it touches one of its moves', () => {
  for (const op of OPERATORS) {
    for (const side of ['below', 'at', 'above'] as const) {
      // `above` and `below` never stay active on the side that meets them
      if ((op === 'above' && side !== 'below') || (op === 'below' && side !== 'above')) continue;
      // these two do not tell `at` from the side that does not cross
      if ((op === 'crosses-above' || op === 'crosses-below') && side === 'at') continue;
      const alert = active(op, side);
      const { rise, fall } = nextMoves(alert);
      for (const value of [50, 99, 100, 101, 150]) {
        const rises = rise !== null && (rise.touch === 'reached' ? value >= 100 : value > 100);
        const falls = fall !== null && (fall.touch === 'reached' ? value <= 100 : value < 100);
        const { decision } = judge(alert, tradeEvent(6, 600, value));
        expect([op, side, value, decision !== 'stay']).toEqual([op, side, value, rises || falls]);
      }
    }
  }
});
