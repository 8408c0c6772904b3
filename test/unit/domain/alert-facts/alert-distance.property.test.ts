import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlertDistance, distanceOf } from '../../../../domain/alert-facts/alert-distance.ts';
import { isArmed } from '../../../../domain/alerts/alert.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { conditionsOf } from '../../../../domain/rules/rule.ts';
import { isHeld, isMet, isMovingCondition, moves } from '../../../oracle/plain-conditions.ts';
import { anyCase, type Case, observed } from '../../../support/explanation-cases.ts';

const POINTS = ['change-1h', 'volatility-1h', 'rsi-14-1h', 'sma-200-1d', 'below-high-24h'];

/** What a person would reckon on paper: from the value to the nearer level, in percent of the value or in points. */
function plainDistance(condition: Condition, value: number): Pick<AlertDistance, 'level' | 'percent'> {
  const levels = 'level' in condition ? [condition.level] : [condition.from, condition.to];
  const [level = ''] = [...levels].sort((a, b) => Math.abs(Number(a) - value) - Math.abs(Number(b) - value));
  const gap = Number(level) - value;
  if (POINTS.includes(condition.metric)) return { level, percent: gap };
  return { level, percent: value === 0 ? null : (gap / value) * 100 };
}

/** Whether nothing need move: the value is where the condition is met, or where it must stay. */
function isThere({ alert, seen }: Case, condition: Condition): boolean {
  const value = seen.event.values.now(condition.metric) ?? Number.NaN;
  const { state, rule } = alert;
  if (state.status === 'active' && state.phase === 'holding') return isHeld(condition, state.reason, value);
  const isFresh = state.status === 'arming' || conditionsOf(rule).length > 1;
  return isFresh && !isMovingCondition(condition) && isMet(condition, value);
}

function valuesOf({ alert, seen }: Case): (number | null)[] {
  return conditionsOf(alert.rule).map(({ metric }) => seen.event.values.now(metric));
}

function distanceIn(it: Case): AlertDistance | null {
  return distanceOf({ ...it.alert, lastTrigger: null }, { coin: observed(it.seen), now: it.now });
}

/** An alert that a value could fire as it stands. */
function waits({ alert: { state } }: Case): boolean {
  return isArmed(state) && !(state.status === 'active' && (state.phase === 'cooling' || state.phase === 'retreating'));
}

const sizeOf = (percent: number | null) => (percent === null ? Number.POSITIVE_INFINITY : Math.abs(percent));
/** fast-check draws null where no event was lived through */
const drawn = anyCase.filter((it) => it !== null);

test('there is a distance just where a value could fire the alert and all of them are known', () => {
  fc.assert(
    fc.property(drawn, (it) => {
      expect(distanceIn(it) !== null).toBe(waits(it) && !valuesOf(it).includes(null));
    }),
    { numRuns: 1_000 },
  );
});

test('it is that from the value to the nearer level of a condition, or nothing', () => {
  fc.assert(
    fc.property(drawn, (it) => {
      const distance = distanceIn(it);
      if (!distance) return;
      const candidates = conditionsOf(it.alert.rule).filter(({ metric }) => metric === distance.metric);
      const value = it.seen.event.values.now(distance.metric) ?? Number.NaN;
      expect(Number(distance.value)).toBeCloseTo(value, 9);
      const plain = candidates.map((condition) => plainDistance(condition, value));
      const fits = plain.some(
        ({ level, percent }) =>
          Math.abs(Math.abs(Number(level) - value) - Math.abs(Number(distance.level) - value)) < 1e-9 &&
          (distance.percent === 0 || isNear(distance.percent, percent, Number(level) !== Number(distance.level))),
      );
      expect({ distance, plain, fits }).toMatchObject({ fits: true });
    }),
    { numRuns: 1_000 },
  );
});

test('judged up to what was seen, it is that of the farthest condition that is not met yet', () => {
  let seenKinds = 0;
  fc.assert(
    fc.property(drawn, (it) => {
      const distance = distanceIn(it);
      if (!distance || it.seen !== it.judged || it.alert.rule.confirm !== 'trade') return;
      const sizes = conditionsOf(it.alert.rule).map((condition) => {
        const value = it.seen.event.values.now(condition.metric) ?? Number.NaN;
        return isThere(it, condition) ? 0 : sizeOf(plainDistance(condition, value).percent);
      });
      seenKinds += 1;
      expect(sizeOf(distance.percent)).toBeCloseTo(Math.max(...sizes), 9);
    }),
    { numRuns: 2_000 },
  );
  expect(seenKinds).toBeGreaterThan(50);
});

test('no shorter move of the value of a watched condition fires it', () => {
  fc.assert(
    fc.property(drawn, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (it, part) => {
      const { rule, state } = it.alert;
      const distance = distanceIn(it);
      const [condition, ...others] = conditionsOf(rule);
      if (!distance || !condition || others.length > 0 || it.seen !== it.judged || rule.confirm !== 'trade') return;
      if (state.status !== 'active' || state.phase !== 'watching') return;
      const value = it.seen.event.values.now(condition.metric) ?? Number.NaN;
      expect(moves(condition, value, value + (Number(distance.level) - value) * part)).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

/** `isTie`: both bounds of a range are as near, and lie on different sides. */
function isNear(a: number | null, b: number | null, isTie: boolean): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs((isTie ? Math.abs(a) : a) - (isTie ? Math.abs(b) : b)) < 1e-9;
}
