import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downReach, upReach } from '../../../../domain/alert-index/index-keys.ts';
import { indexKeys, nextMoves } from '../../../../domain/alert-index/next-moves.ts';
import type { JudgedAlert } from '../../../../domain/alerts/alert.ts';
import { judge } from '../../../../domain/alerts/judge.ts';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import type { MarketEvent } from '../../../../domain/metrics/market-event.ts';
import { metricOf, movesWithTrades, SERIES } from '../../../../domain/metrics/series.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildArming, buildJudged, buildRule, timeEvent, tradeEvent } from '../../../support/market-events.ts';

const START = 100 * MINUTE_MS;

const level = fc.constantFrom('98', '100', '102');
const condition = fc.oneof(
  fc.record({ metric: fc.constantFrom('price', 'volume-5m' as const), op: fc.constantFrom(...LEVEL_OPERATORS), level }),
  fc.record({
    metric: fc.constantFrom('price', 'volume-5m' as const),
    op: fc.constantFrom(...RANGE_OPERATORS),
    from: fc.constant('99'),
    to: fc.constantFrom('101', '102'),
  }),
) as fc.Arbitrary<Condition>;
const rule: fc.Arbitrary<Rule> = fc
  .record({
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
    every: fc.boolean(),
    rearm: fc.option(fc.constantFrom(0.25, 0.5)),
    hold: fc.option(fc.constantFrom(1, 5, 70)),
    confirm: fc.constantFrom('trade', 'minute-close' as const),
    expires: fc.option(fc.integer({ min: 1, max: 200_000 })),
  })
  .filter(
    ({ conditions }) =>
      conditions.filter(({ op }) => op !== 'above' && op !== 'below').length <= 1 || conditions.length === 1,
  )
  .map(({ conditions, every, rearm, hold, confirm, expires }) => {
    const [only] = conditions;
    const single = conditions.length === 1 && only;
    return buildRule({
      ...(single ? { condition: only } : { all: conditions }),
      repeat: every ? { mode: 'every-time', cooldownSeconds: rearm && single ? null : 60 } : { mode: 'once' },
      rearmPercent: every && single ? rearm : null,
      holdSeconds: single ? hold : null,
      confirm,
      expiresAt: expires === null ? null : START + expires,
    });
  });
const steps = fc.array(
  fc.record({
    wait: fc.integer({ min: 1, max: 30_000 }),
    price: fc.integer({ min: 97, max: 103 }),
    volume: fc.option(fc.integer({ min: 97, max: 103 })),
  }),
  { minLength: 10, maxLength: 40 },
);

/** Whether the event reaches one of the alert's keys: only then is it read from the book. */
function isTouched(alert: JudgedAlert, event: MarketEvent): boolean {
  const { up, down, deadline } = indexKeys(alert);
  const reached = (key: string, test: (series: (typeof SERIES)[number], value: number) => boolean) =>
    SERIES.some((series) => {
      const value = event.isBoundary || movesWithTrades(series) ? event.values.now(metricOf(series)) : null;
      return value !== null && key.startsWith(`${series}#`) && test(series, value);
    });
  const isLevel = event.kind === 'trade' || event.isBoundary;
  return (
    (deadline !== undefined && event.kind === 'time' && Number(deadline) <= event.position.instant) ||
    (isLevel && up !== undefined && reached(up, (series, value) => up <= upReach(series, value))) ||
    (isLevel && down !== undefined && reached(down, (series, value) => down >= downReach(series, value)))
  );
}

test('judged only where an event touches its next moves, an alert fires where it would if it were judged everywhere', () => {
  let fires = 0;
  fc.assert(
    fc.property(rule, steps, (wanted, moves) => {
      const always = new Judged(wanted, () => true);
      const touched = new Judged(wanted, isTouched);
      walk(
        moves,
        (event) => {
          expect(touched.meet(event)).toBe(always.meet(event));
        },
        [always, touched],
      );
      fires += always.fires;
    }),
    { numRuns: 4_000 },
  );
  expect(fires).toBeGreaterThan(1_000); // else nothing was shown
});

class Judged {
  alert: JudgedAlert;
  fires = 0;
  readonly #isAsked: (alert: JudgedAlert, event: MarketEvent) => boolean;

  constructor(wanted: Rule, isAsked: (alert: JudgedAlert, event: MarketEvent) => boolean) {
    this.alert = buildJudged(wanted, buildArming(wanted, START));
    this.#isAsked = isAsked;
  }

  /** Whether it fires. */
  meet(event: MarketEvent): boolean {
    const judgement = this.#isAsked(this.alert, event) ? judge(this.alert, event) : null;
    if (!judgement || judgement.decision === 'stay') return false;
    this.alert = { ...this.alert, state: judgement.state };
    if (judgement.decision === 'fire') this.fires += 1;
    return judgement.decision === 'fire';
  }
}

interface Move {
  readonly wait: number;
  readonly price: number;
  readonly volume: number | null;
}

/** Every trade, minute boundary and own time event of the alerts, in order. A minute's volume holds from its start. */
function walk(moves: readonly Move[], meet: (event: MarketEvent) => void, alerts: readonly Judged[]): void {
  let last = { id: 1, time: START, price: '100', quantity: '1' };
  let volume: number | null = null;
  for (const move of moves) {
    const instant = last.time + move.wait;
    for (let at = nextInstant(alerts, last.time); at <= instant; at = nextInstant(alerts, at)) {
      if (at % MINUTE_MS === 0) volume = move.volume;
      meet(timeEvent({ id: last.id, instant: at, price: Number(last.price), measures: { 'volume-5m': volume } }));
    }
    const { price: value } = move;
    meet(tradeEvent({ id: last.id + 1, instant, price: value, previous: last, measures: { 'volume-5m': volume } }));
    last = { id: last.id + 1, time: instant, price: String(value), quantity: '1' };
  }
}

/** The next instant after `at` at which something can happen to one of them. */
function nextInstant(alerts: readonly Judged[], at: number): number {
  const deadlines = alerts.map(({ alert }) => nextMoves(alert).deadline ?? 0).filter((deadline) => deadline > at);
  return Math.min((Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS, ...deadlines);
}
