import { describe, expect, test } from 'vitest';
import { METRICS } from '../../../../../domain/metrics/metric.ts';
import { OPERATORS } from '../../../../../domain/rules/operators/operators.ts';
import { type ConditionDraft, EMPTY_DRAFT, NEW_CONDITION } from '../../../../../web/alert-form/draft/alert-draft.ts';
import { withMetric, withOperator } from '../../../../../web/alert-form/draft/choose-condition.ts';
import { readDraft } from '../../../../../web/alert-form/draft/request-of-draft.ts';
import { numberTextOf } from '../../../../../web/format/number-text.ts';

const ENGLISH = numberTextOf('en-US');
const typed = (change: Partial<ConditionDraft>): ConditionDraft => ({ ...NEW_CONDITION, ...change });

const problemsOf = (condition: ConditionDraft) =>
  readDraft({ ...EMPTY_DRAFT, conditions: [condition] }, ENGLISH).problems;

describe('another metric', () => {
  test('brings the level that people begin with, as far as nothing was typed', () => {
    expect(withMetric(NEW_CONDITION, 'change-1h', ENGLISH)).toMatchObject({ metric: 'change-1h', level: '5' });
    expect(withMetric(typed({ op: 'below' }), 'change-1h', ENGLISH)).toMatchObject({ level: '-5' });
    expect(withMetric(typed({ op: 'enters' }), 'change-1h', ENGLISH)).toMatchObject({ from: '-5', to: '5', level: '' });
  });

  test('has levels that it can have, and one that it can not have is said before anything is sent', () => {
    for (const metric of METRICS) {
      for (const op of OPERATORS) {
        const begun = withOperator(withMetric(NEW_CONDITION, metric, ENGLISH), op, ENGLISH);
        const wrong = problemsOf(begun).filter(({ message }) => message !== 'is needed');
        expect([metric, op, wrong]).toEqual([metric, op, []]);
      }
    }
    expect(problemsOf(typed({ metric: 'rsi-14-1h', level: '130' }))).toEqual([
      { path: 'condition.level', message: 'must be at most 100' },
    ]);
  });

  test('in another unit takes the place of the level that was typed, in the same one it keeps it', () => {
    const price = typed({ level: '65,000' });
    expect(withMetric(price, 'change-1h', ENGLISH).level).toBe('5');
    expect(withMetric(price, 'volume-1h', ENGLISH).level).toBe('');
    const change = typed({ metric: 'change-1h', level: '2' });
    expect(withMetric(change, 'change-24h', ENGLISH).level).toBe('2');
  });
});

describe('another operator', () => {
  test('turns a level that nobody has changed, and keeps one that was typed', () => {
    const begun = withMetric(NEW_CONDITION, 'change-1h', ENGLISH);
    expect(withOperator(begun, 'crosses-below', ENGLISH).level).toBe('-5');
    expect(withOperator({ ...begun, level: '3' }, 'crosses-below', ENGLISH).level).toBe('3');
  });

  test('begins a range with the level that was typed, and a level with the lower bound', () => {
    expect(withOperator(typed({ level: '65,000' }), 'enters', ENGLISH)).toMatchObject({ from: '65,000', to: '' });
    expect(withOperator(typed({ op: 'enters', from: '60,000', to: '65,000' }), 'above', ENGLISH).level).toBe('60,000');
  });

  test('there and back again asks for the same', () => {
    for (const metric of METRICS) {
      for (const op of OPERATORS) {
        const begun = withMetric(NEW_CONDITION, metric, ENGLISH);
        const back = withOperator(withOperator(begun, op, ENGLISH), begun.op, ENGLISH);
        expect(back).toEqual(begun);
      }
    }
  });
});
