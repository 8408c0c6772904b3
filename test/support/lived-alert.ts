import fc from 'fast-check';
import { nextMoves } from '../../domain/alert-index/next-moves.ts';
import type { AlertState } from '../../domain/alerts/alert.ts';
import { judge } from '../../domain/alerts/judge.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { MarketEvent } from '../../domain/metrics/market-event.ts';
import { type Condition, levelTextsOf } from '../../domain/rules/condition.ts';
import { LEVEL_OPERATORS, type LevelOperator, RANGE_OPERATORS } from '../../domain/rules/operators/operators.ts';
import type { Reanchor, Rule } from '../../domain/rules/rule.ts';
import { buildArming, buildJudged, buildRule, timeEvent, tradeEvent } from './market-events.ts';

/** Drawn alerts begin here, at the start of a minute. */
export const START = 100 * MINUTE_MS;

/** Levels and ranges that are drawn, for each metric. */
const LEVELS = {
  price: [
    ['98', '100', '102'],
    ['99', '101'],
  ],
  'change-1h': [
    ['-2', '1', '2', '-1.980198019', '1.01010101011'],
    ['-2', '1'],
  ],
  'volume-5m': [
    ['98', '100', '1000'],
    ['98', '102'],
  ],
  'volatility-1h': [
    ['8.4', '8.52'],
    ['8', '8.52'],
  ],
  'rsi-14-1h': [
    ['8.4', '8.52'],
    ['8', '8.52'],
  ],
  'sma-200-1d': [
    ['0', '0', '1'],
    ['0', '1'],
  ],
  'below-high-24h': [
    ['0', '0', '-1'],
    ['-1', '0'],
  ],
} as const;
type Drawn = keyof typeof LEVELS;

const anyMetric = fc.constantFrom<Drawn>(
  ...(['price', 'price', 'change-1h', 'volume-5m', 'volatility-1h'] as const),
  ...(['rsi-14-1h', 'sma-200-1d', 'below-high-24h'] as const),
);

function anyLevel(ops: readonly LevelOperator[]): fc.Arbitrary<Condition> {
  return anyMetric.chain((metric) =>
    fc.record({
      metric: fc.constant(metric),
      op: fc.constantFrom(...ops),
      level: fc.constantFrom(...LEVELS[metric][0]),
    }),
  );
}

const anyRange: fc.Arbitrary<Condition> = anyMetric.chain((metric) => {
  const [from, to] = LEVELS[metric][1];
  return fc.record({
    metric: fc.constant(metric),
    op: fc.constantFrom(...RANGE_OPERATORS),
    from: fc.constant(from),
    to: fc.constant(to),
  });
});

const anyState = anyLevel(['above', 'below']);
const anyCondition = fc.oneof(anyLevel(LEVEL_OPERATORS), anyRange);
const anyEdge = anyCondition.filter(({ op }) => op !== 'above' && op !== 'below');

/** One, some that hold or do not, or such with one that must move; no two are the same. */
const anyConditions: fc.Arbitrary<Condition[]> = fc.oneof(
  anyCondition.map((it) => [it]),
  differing(fc.array(anyState, { minLength: 2, maxLength: 3 })),
  differing(fc.tuple(anyEdge, anyState)),
  differing(fc.tuple(anyState, anyEdge, anyState)),
);

function differing(some: fc.Arbitrary<Condition[]>): fc.Arbitrary<Condition[]> {
  return some.filter((all) => new Set(all.map((it) => JSON.stringify(it))).size === all.length);
}

/** Every operator, option and combination. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    conditions: anyConditions,
    every: fc.boolean(),
    rearm: fc.option(fc.constantFrom(0.25, 0.5)),
    cools: fc.boolean(),
    hold: fc.option(fc.constantFrom(1, 5, 70)),
    confirm: fc.constantFrom('trade', 'trade', 'minute-close' as const),
    expires: fc.option(fc.integer({ min: 1, max: 240_000 })),
    step: fc.option(fc.constantFrom('1%', '0.5%', '2%')),
  })
  .map(({ conditions, every, rearm, cools, hold, confirm, expires, step }) => {
    const [only, ...more] = conditions;
    const single = more.length === 0 && only;
    const moves = every && single && step !== null ? reanchorFor(single, step) : null;
    // in percent of the level
    const isOfNothing = single && levelTextsOf(single).includes('0');
    const retreats = every && single && rearm !== null && !moves && !isOfNothing;
    return buildRule({
      ...(single ? { condition: only } : { all: conditions }),
      repeat: every
        ? { mode: 'every-time', cooldownSeconds: (retreats || moves) && !cools ? null : 60, ...moves }
        : { mode: 'once' },
      rearmPercent: retreats ? rearm : null,
      holdSeconds: single ? hold : null,
      confirm,
      expiresAt: expires === null ? null : START + expires,
    });
  });

/** For a condition on the price whose level may move; null for any other. */
function reanchorFor(condition: Condition, step: string): { reanchor: Reanchor } | null {
  if (condition.metric !== 'price' || !('level' in condition)) return null;
  return { reanchor: { step: `${condition.op.endsWith('below') ? '-' : '+'}${step}`, tickSize: '0.5' } };
}

/** A trade, and the metric values from the next minute on. */
export interface Step {
  readonly wait: number;
  readonly price: number;
  readonly ref: number | null;
  readonly volume: number | null;
  readonly volatility: number | null;
}

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    wait: fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 70_000 })),
    price: fc.oneof(
      fc.integer({ min: 194, max: 206 }).map((half) => half / 2),
      fc.constantFrom(98, 100, 102),
    ),
    ref: fc.option(fc.constantFrom(99, 100, 101), { freq: 8 }),
    volume: fc.option(fc.constantFrom(0, 97, 98, 99.996, 100, 100.004, 102, 103, 1_000), { freq: 8 }),
    volatility: fc.option(fc.constantFrom(7.9, 8, 8.45, 8.5196, 8.52, 8.5204, 9), { freq: 8 }),
  }),
  { minLength: 3, maxLength: 25 },
);

interface Minute {
  readonly refs: Readonly<Record<string, number | null>>;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** An event, the values of its minute, and the alert's state after it. */
export interface LivedEvent {
  readonly event: MarketEvent;
  readonly minute: Minute;
  readonly state: AlertState;
  /** by then: fires may have moved its level */
  readonly rule: Rule;
}

/** Judges every trade, minute boundary and time event of the alert, in order. */
export function liveThrough(rule: Rule, steps: readonly Step[]): LivedEvent[] {
  const lived: LivedEvent[] = [];
  let alert = buildJudged(rule, buildArming(rule, START));
  let last: Trade = { id: 1, time: START - 1, price: '100', quantity: '1' };
  let minute: Minute = { refs: {}, measures: {} };
  const meet = (event: MarketEvent) => {
    const judgement = judge(alert, event);
    if (judgement.decision !== 'stay') alert = { ...alert, state: judgement.state };
    if (judgement.decision === 'fire') alert = { ...alert, rule: judgement.rule };
    lived.push({ event, minute, state: alert.state, rule: alert.rule });
  };
  const nextInstant = (at: number) => {
    const { deadline } = nextMoves(alert);
    const boundary = (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
    return deadline !== null && deadline > at ? Math.min(boundary, deadline) : boundary;
  };
  for (const step of steps) {
    const instant = last.time + step.wait;
    for (let at = nextInstant(last.time); at <= instant; at = nextInstant(at)) {
      if (at % MINUTE_MS === 0) minute = minuteOf(step);
      meet({ ...timeEvent({ id: last.id, instant: at, price: Number(last.price), ...minute }), trade: last });
    }
    const trade: Trade = { id: last.id + 1, time: instant, price: String(step.price), quantity: '1' };
    meet({ ...tradeEvent({ id: trade.id, instant, price: step.price, previous: last, ...minute }), trade });
    last = trade;
  }
  return lived;
}

function minuteOf({ ref, volume, volatility }: Step): Minute {
  return {
    refs: { 'change-1h': ref, 'sma-200-1d': ref, 'below-high-24h': ref },
    measures: { 'volume-5m': volume, 'volatility-1h': volatility, 'rsi-14-1h': volatility },
  };
}
