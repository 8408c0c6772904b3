import { describe, expect, test } from 'vitest';
import { indexKeys, nextMoves } from '../../../../domain/alert-index/next-moves.ts';
import type { AlertState, JudgedAlert } from '../../../../domain/alerts/alert.ts';
import { armingState } from '../../../../domain/alerts/arming-state.ts';
import { judge } from '../../../../domain/alerts/judge.ts';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import type { MarketEvent } from '../../../../domain/metrics/market-event.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { type Operator, takesRange } from '../../../../domain/rules/operators/operators.ts';
import { MARKER_INTERVAL_MS } from '../../../../ingest-task/watching/wanted-coins.ts';
import { buildArming, buildJudged, buildRule, timeEvent, tradeEvent } from '../../../support/market-events.ts';

const START = 100 * MINUTE_MS;
const price = (op: Operator, level = '100'): Condition =>
  takesRange(op) ? { metric: 'price', op, from: '100', to: '110' } : { metric: 'price', op, level };

/** Judges the events one after the other, each by the state that the one before left; answers what was decided. */
function follow(alert: JudgedAlert, events: readonly MarketEvent[]) {
  let state: AlertState = alert.state;
  const decisions = events.map((event) => {
    const judgement = judge({ ...alert, state }, event);
    if (judgement.decision !== 'stay') state = judgement.state;
    return `${judgement.decision}: ${judgement.reason}`;
  });
  return { decisions, state };
}

/** Trades a second apart, one a price. */
function path(...prices: number[]): MarketEvent[] {
  return prices.map((value, index) => {
    const before = prices[index - 1];
    const previous =
      before === undefined
        ? null
        : { id: index, time: START + (index - 1) * 1_000, price: String(before), quantity: '1' };
    return tradeEvent({ id: index + 1, instant: START + index * 1_000, price: value, previous });
  });
}

describe('arming', () => {
  const rule = buildRule();
  const alert = buildJudged(rule, buildArming(rule, START, 2));

  test('a trade before armAfter does not arm it', () => {
    const event = tradeEvent({ id: 6, instant: START - 1, price: 150, bookVersion: 2 });
    expect(judge(alert, event)).toEqual({ decision: 'stay', reason: 'not-due' });
  });

  test('a tick of an older index version does not arm it', () => {
    const event = tradeEvent({ id: 6, instant: START, price: 150, bookVersion: 1 });
    expect(judge(alert, event)).toEqual({ decision: 'stay', reason: 'not-due' });
  });

  test.each([
    ['above', 100, 'fire'],
    ['above', 99, 'move'],
    ['below', 100, 'fire'],
    ['below', 101, 'move'],
    ['crosses-above', 150, 'move'],
    ['crosses-below', 50, 'move'],
    ['crosses', 100, 'move'],
    ['enters', 105, 'move'],
    ['leaves', 50, 'move'],
  ] as const)('%s on a first value of %d: %s', (op, value, decision) => {
    const armed = buildRule({ condition: price(op) });
    const judgement = judge(buildJudged(armed, buildArming(armed, START)), path(value)[0] ?? expect.unreachable());
    expect(judgement).toMatchObject({ decision, state: { watchedFrom: { tradeId: 1, time: START } } });
  });

  test('a quiet coin arms on its last trade a second later, by a time event of that very instant', () => {
    expect(nextMoves(alert).deadline).toBe(START + 1_000);
    const event = timeEvent({ id: 6, instant: START + 1_000, price: 150, bookVersion: 2 });
    expect(judge(alert, event)).toMatchObject({ decision: 'fire', state: { watchedFrom: { tradeId: 6 } } });
    const other = timeEvent({ id: 6, instant: START + 500, price: 150, bookVersion: 2 });
    expect(judge(alert, other)).toMatchObject({ decision: 'stay' });
  });

  test('waits for a value that is not known; its quiet instant does not come again', () => {
    const wanted = buildRule({ condition: { metric: 'volume-5m', op: 'above', level: '10' } });
    const waiting = buildJudged(wanted, buildArming(wanted, START));
    const { state, decisions } = follow(waiting, [
      timeEvent({ id: 1, instant: START + 1_000, price: 1 }),
      tradeEvent({ id: 2, instant: START + 2_000, price: 1, measures: { 'volume-5m': 5 } }),
      timeEvent({ id: 2, instant: START + MINUTE_MS, price: 1, measures: { 'volume-5m': 5 } }),
    ]);
    expect(decisions).toEqual(['move: unknown', 'stay: not-its-event', 'move: armed']);
    expect(state).toMatchObject({ status: 'active', phase: 'watching', zone: 'below', watchedFrom: { tradeId: 2 } });
  });
});

describe('a value equal to the level', () => {
  test.each([
    ['crosses-above', 99],
    ['crosses-below', 101],
    ['crosses', 99],
    ['crosses', 101],
  ] as const)('is a crossing for %s from %d', (op, from) => {
    const rule = buildRule({ condition: price(op) });
    expect(follow(buildJudged(rule), path(from, 100)).decisions[1]).toMatch(/^fire/);
  });

  test('at the start leaves the side of `crosses` open until the first different one', () => {
    const rule = buildRule({ condition: price('crosses') });
    expect(follow(buildJudged(rule), path(100, 100, 101, 99)).decisions).toEqual([
      'move: armed',
      'stay: unchanged',
      'move: changed-zone',
      'fire: crossed-down',
    ]);
  });
});

describe('ranges', () => {
  test('jumping over one is not entering it', () => {
    const rule = buildRule({ condition: price('enters') });
    const { decisions } = follow(buildJudged(rule), path(99, 111, 110));
    expect(decisions).toEqual(['move: armed', 'move: changed-zone', 'fire: entered']);
  });

  test('leaving one fires on either side, its bounds being inside', () => {
    const rule = buildRule({ condition: price('leaves') });
    expect(follow(buildJudged(rule), path(100, 110, 110.5)).decisions[2]).toBe('fire: left');
    expect(follow(buildJudged(rule), path(99, 120, 105, 99.9)).decisions[3]).toBe('fire: left');
  });
});

describe('a hold', () => {
  const rule = buildRule({ condition: price('above'), holdSeconds: 10 });

  test('fires at its end when the value has stayed', () => {
    const events = [...path(99, 100, 150), timeEvent({ id: 3, instant: START + 11_000, price: 150 })];
    const { decisions } = follow(buildJudged(rule), events);
    expect(decisions).toEqual(['move: armed', 'move: hold-begun', 'stay: unchanged', 'fire: holds']);
  });

  test('is broken by one trade under the level, and begins again with the next trade at it', () => {
    const { decisions, state } = follow(buildJudged(rule), path(99, 100, 99.9, 101));
    expect(decisions.slice(1)).toEqual(['move: hold-begun', 'move: hold-broken', 'move: hold-begun']);
    expect(state).toMatchObject({ phase: 'holding', until: START + 13_000 });
  });

  test('at whose end the value is not known ends without a fire, and the alert arms again', () => {
    const volume = buildRule({ condition: { metric: 'volume-5m', op: 'above', level: '10' }, holdSeconds: 60 });
    const { decisions, state } = follow(buildJudged(volume), [
      timeEvent({ id: 1, instant: START, price: 1, measures: { 'volume-5m': 20 } }),
      timeEvent({ id: 1, instant: START + MINUTE_MS, price: 1 }),
    ]);
    expect(decisions).toEqual(['move: hold-begun', 'move: unknown']);
    expect(state).toMatchObject({ status: 'arming', watchedFrom: { tradeId: 1, epoch: 1 } });
  });
});

describe('after a fire', () => {
  test('nothing is judged before the cooldown is over, and nothing fires at its end', () => {
    const rule = buildRule({ repeat: { mode: 'every-time', cooldownSeconds: 60 } });
    const events = [
      ...path(99, 100, 99, 100),
      timeEvent({ id: 4, instant: START + 61_000, price: 100 }),
      tradeEvent({ id: 5, instant: START + 62_000, price: 99 }),
      tradeEvent({ id: 6, instant: START + 63_000, price: 100 }),
    ];
    expect(follow(buildJudged(rule), events).decisions.slice(1)).toEqual([
      'fire: holds',
      'stay: cooling',
      'stay: cooling',
      'move: cooled',
      'move: changed-zone',
      'fire: holds',
    ]);
  });

  test('with rearmPercent the value must retreat so far first', () => {
    const rule = buildRule({ repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 2 });
    expect(follow(buildJudged(rule), path(99, 100, 98.1, 100, 98, 100)).decisions.slice(1)).toEqual([
      'fire: holds',
      'stay: unchanged',
      'stay: unchanged',
      'move: retreated',
      'fire: holds',
    ]);
  });

  test('a retreat is reached at the very decimal, though a double falls short of it', () => {
    // 1.13 less 0.1 % is 1.12887; in doubles 1.1288699999999998
    const rule = buildRule({
      condition: { metric: 'price', op: 'above', level: '1.13' },
      ...{ repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 0.1 },
    });
    expect(follow(buildJudged(rule), path(1.12, 1.13, 1.12888, 1.12887)).decisions.slice(1)).toEqual([
      'fire: holds',
      'stay: unchanged',
      'move: retreated',
    ]);
  });
});

describe('minute closes', () => {
  const rule = buildRule({ condition: price('crosses-above'), confirm: 'minute-close' });

  test("an alert misses the first one if the task's ticks are still of an older index version", () => {
    const above = buildRule({ condition: price('above'), confirm: 'minute-close' });
    const alert = buildJudged(above, buildArming(above, MINUTE_MS - 500, 5));
    // the task asks every second whether there are new alerts
    expect(MARKER_INTERVAL_MS).toBe(1_000);
    const close = (minute: number, bookVersion: number) =>
      timeEvent({ id: minute, instant: minute * MINUTE_MS, price: 101, bookVersion });
    expect(judge(alert, close(1, 4))).toMatchObject({ decision: 'stay', reason: 'not-due' });
    expect(judge(alert, close(2, 5))).toMatchObject({ decision: 'fire' });
    expect(judge(alert, close(1, 5))).toMatchObject({ decision: 'fire' });
  });

  test('a wick within a minute does not count, a close beyond the level does', () => {
    const boundary = (minute: number, value: number) =>
      timeEvent({ id: 9, instant: START + minute * MINUTE_MS, price: value });
    const { decisions } = follow(buildJudged(rule), [
      boundary(0, 99),
      tradeEvent({ id: 10, instant: START + 1_000, price: 150 }),
      timeEvent({ id: 11, instant: START + MINUTE_MS, price: 99 }),
      timeEvent({ id: 12, instant: START + 2 * MINUTE_MS, price: 100 }),
    ]);
    expect(decisions).toEqual(['move: armed', 'stay: not-its-event', 'stay: unchanged', 'fire: crossed-up']);
  });
});

describe('all', () => {
  const rule = buildRule({ all: [price('crosses-above'), { metric: 'volume-5m', op: 'above', level: '10' }] });
  const at = (id: number, before: number | null, value: number, volume: number) =>
    tradeEvent({
      id,
      instant: START + id * 1_000,
      price: value,
      previous: before === null ? null : { id: id - 1, time: START, price: String(before), quantity: '1' },
      measures: { 'volume-5m': volume },
    });

  test('an edge that moves while the others do not hold fires nothing, and costs no write until they do', () => {
    const { decisions, state } = follow(buildJudged(rule), [at(1, null, 99, 5), at(2, 99, 100, 5), at(3, 100, 99, 5)]);
    expect(decisions).toEqual(['move: armed', 'stay: unchanged', 'stay: unchanged']);
    expect(state).toMatchObject({ phase: 'watching', watch: 1, zone: 'below' });
  });

  test('an edge that moves at the very event at which the last of the others is met fires', () => {
    expect(follow(buildJudged(rule), [at(1, null, 99, 5), at(2, 99, 100, 10)]).decisions[1]).toBe('fire: crossed-up');
  });

  test('an edge that moved before the others were met does not', () => {
    const { decisions } = follow(buildJudged(rule), [at(1, null, 99, 5), at(2, 99, 100, 5), at(3, 100, 101, 10)]);
    expect(decisions[2]).toBe('move: changed-watch');
  });

  test('without an edge, cooldowns follow each other after a fire until it no longer holds', () => {
    const states = buildRule({
      all: [price('above'), price('below', '200')],
      repeat: { mode: 'every-time', cooldownSeconds: 60 },
    });
    const cooled = (n: number, value: number) => timeEvent({ id: 2, instant: START + n * 60_000 + 1, price: value });
    const { decisions } = follow(buildJudged(states), [
      tradeEvent({ id: 1, instant: START + 1, price: 150 }),
      cooled(1, 150),
      cooled(2, 99),
      tradeEvent({ id: 3, instant: START + 130_000, price: 100 }),
    ]);
    expect(decisions).toEqual(['fire: holds', 'move: cooling', 'move: cooled', 'fire: holds']);
  });
});

test('an alert expires at its instant, before anything else happens there', () => {
  const rule = buildRule({ holdSeconds: 10, expiresAt: START + 11_000 });
  const events = [...path(99, 100), timeEvent({ id: 2, instant: START + 11_000, price: 100 })];
  expect(follow(buildJudged(rule), events).decisions[2]).toBe('move: expired');
});

test("a coin's first trade finds an alert expired whose instant lies before it", () => {
  const rule = buildRule({ expiresAt: START - 1 });
  expect(follow(buildJudged(rule), path(150)).decisions).toEqual(['move: expired']);
});

test('of several conditions an arming alert watches one that trades can move', () => {
  const rule = buildRule({ all: [{ metric: 'volume-5m', op: 'above', level: '10' }, price('above')] });
  expect(armingState(rule, { armAfter: START, bookVersion: 1 }, null)).toMatchObject({ watch: 1, quietly: true });
  expect(armingState({ ...rule, confirm: 'minute-close' }, { armAfter: START, bookVersion: 1 }, null)).toMatchObject({
    watch: 0,
    quietly: false,
  });
});

test('a quiet instant does not arm if the last trade came after it, and does not come again', () => {
  const rule = buildRule();
  const alert = buildJudged(rule, buildArming(rule, START - 1_500));
  const late = timeEvent({ id: 1, instant: START - 500, price: 150 });
  const { decisions, state } = follow(alert, [{ ...late, trade: { ...late.trade, time: START } }]);
  expect(decisions).toEqual(['move: unknown']);
  expect(state).toMatchObject({ status: 'arming', quietly: false });
});

test('an event at or before asOf changes nothing', () => {
  const asOf = { tradeId: 5, instant: START };
  const state: AlertState = { status: 'active', phase: 'watching', watch: 0, zone: 'below', asOf, watchedFrom: null };
  const event = tradeEvent({ id: 5, instant: START, price: 150 });
  expect(judge(buildJudged(buildRule(), state), event)).toEqual({ decision: 'stay', reason: 'already-judged' });
});

test.each(['paused', 'triggered', 'expired'] as const)('a %s alert is in no index', (status) => {
  const alert = buildJudged(buildRule(), { status, asOf: null, watchedFrom: null });
  expect(judge(alert, path(150)[0] ?? expect.unreachable())).toEqual({ decision: 'stay', reason: 'out-of-index' });
  expect(indexKeys(alert)).toEqual({});
});
