import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firedAt } from '../../../../domain/messages/trigger.ts';
import type { Past } from '../../../../domain/past/look-back.ts';
import { conditionsOf, type Rule } from '../../../../domain/rules/rule.ts';
import { MINUTE } from '../../../oracle/coin-events.ts';
import { isMovingCondition } from '../../../oracle/plain-conditions.ts';
import { randomRules } from '../../../oracle/scenarios/random-rules.ts';
import {
  BEGIN,
  freeTrades,
  type Life,
  livesOf,
  lookAt,
  plainFiresOf,
  plainMinutes,
  type World,
  worlds,
} from './past-world.ts';

const RUNS = { numRuns: 150 };
const rules = randomRules(['price']);

/** Neither the order of prices within a minute nor their instants matter to the state at its end. */
const isOrderless = ({ holdSeconds, rearmPercent, all, repeat }: Rule) =>
  holdSeconds === null &&
  rearmPercent === null &&
  (all === undefined || (repeat.mode === 'once' && !all.some(isMovingCondition))) &&
  !(repeat.mode === 'every-time' && repeat.reanchor);

const boundariesOf = ({ minutes }: World) => Array.from({ length: minutes }, (_, index) => BEGIN + index * MINUTE);

/** `cooling until …`, as both sides name it. */
const named = (name: string, until: number | null = null) => (until === null ? name : `${name} until ${until - BEGIN}`);

function stateAt({ states }: Past, instant: number): string {
  const state = states.find(({ from, to }) => instant >= from && instant < to)?.state;
  const until = state && 'until' in state && state.name !== 'paused' ? state.until : null;
  return named(state?.name ?? 'none', until);
}

/** Before and after the trades of that very millisecond. */
function livedAt(lives: readonly Life[], instant: number): string[] {
  const life = lives.findLast(({ edit }) => edit.at <= instant);
  if (!life) return ['unknown'];
  return [instant, instant + 1].map((each) => {
    const outcome = life.outcomeAt(each);
    if (!outcome) return 'paused';
    // of an alert that is judged at minute closes a cooldown ends at one
    const isAtCloses = life.edit.rule?.confirm === 'minute-close';
    const endsAt = outcome.endsAt !== null && isAtCloses ? Math.ceil(outcome.endsAt / MINUTE) * MINUTE : outcome.endsAt;
    return named(outcome.phase, endsAt);
  });
}

function expectLived(world: World): void {
  const [past, lives] = [lookAt(world), livesOf(world)];
  for (const instant of boundariesOf(world)) expect(livedAt(lives, instant)).toContain(stateAt(past, instant));
}

describe('looking back', () => {
  it('finds the state at each end of a minute, where the four prices of a minute say all', () => {
    fc.assert(
      fc.property(worlds(plainMinutes, rules), (world) => {
        expectLived(world);
      }),
      RUNS,
    );
  });

  it('finds it whatever the trades of a minute were, where their order does not matter', () => {
    fc.assert(
      fc.property(worlds(freeTrades, rules.filter(isOrderless)), (world) => {
        expectLived(world);
      }),
      RUNS,
    );
  });

  it('is exact to the millisecond where it says so, whatever the rule and the trades', () => {
    fc.assert(
      fc.property(
        worlds(freeTrades, rules),
        fc.array(fc.integer({ min: 0, max: 12 * MINUTE - 1 })),
        (world, instants) => {
          const lives = livesOf(world);
          const { states } = lookAt(world);
          for (const instant of instants.map((each) => BEGIN + each)) {
            const span = states.find(({ from, to }) => instant >= from && instant < to);
            const life = lives.findLast(({ edit }) => edit.at <= instant);
            // the replay moves at ends of minutes, and a fact takes the place of what it would have said by then
            const mayHaveEnded = span !== undefined && instant >= span.to - MINUTE;
            if (!span?.isExact || !life || mayHaveEnded) continue;
            const lived = [instant, instant + 1].map((each) => life.outcomeAt(each)?.phase ?? 'paused');
            expect(lived).toContain(span.state.name);
          }
        },
      ),
      RUNS,
    );
  });

  it('covers the time that was asked for without holes or overlaps, and has every fire in it and no other', () => {
    fc.assert(
      fc.property(worlds(freeTrades, rules), fc.nat(5), fc.integer({ min: 6, max: 12 }), (world, begin, end) => {
        const [from, to] = [BEGIN + begin * MINUTE + 7, BEGIN + end * MINUTE - 7];
        const { states, fires } = lookAt(world, { from, to });
        expect(states[0]?.from).toBe(from);
        expect(states.at(-1)?.to).toBe(to);
        for (const [index, span] of states.entries()) {
          expect(span.from).toBeLessThan(span.to);
          if (index > 0) expect(span.from).toBe(states[index - 1]?.to);
        }
        const lived = livesOf(world)
          .flatMap(plainFiresOf)
          .map(({ instant }) => instant);
        const inTime = lived.filter((instant) => instant >= from && instant < to).sort((a, b) => a - b);
        expect(fires.map(({ fired }) => fired && firedAt(fired.fire))).toEqual(inTime);
      }),
      RUNS,
    );
  });

  it('finds how close the price of any trade came to a level', () => {
    const level = rules.filter(
      (rule) => isOrderless(rule) && rule.condition?.op === 'above' && rule.confirm === 'trade',
    );
    fc.assert(
      fc.property(worlds(freeTrades, level), (world) => {
        const one: World = { ...world, edits: [{ ...world.edits[0], at: BEGIN }] };
        const [condition] = conditionsOf(one.edits[0].rule as Rule);
        if (!condition || !('level' in condition)) throw new Error('a rule of one level');
        const gaps = one.trades
          .filter(({ time }) => time >= BEGIN)
          .map(({ price }) => Math.max(0, Number(condition.level) - Number(price)));
        const own = lookAt(one).closest.filter((it) => JSON.stringify(it.condition) === JSON.stringify(condition));
        expect(own.map(({ distance }) => distance)).toEqual(gaps.length > 0 ? [Math.min(...gaps)] : []);
      }),
      RUNS,
    );
  });
});
