import { describe, expect, it } from 'vitest';
import type { AlarmProperties } from './alarm-properties.ts';
import { type Samples, statesOf } from './evaluate-alarm.ts';
import { evaluateMaths } from './evaluate-maths.ts';

const THREE_OF_THREE: AlarmProperties = {
  AlarmDescription: 'Three periods beyond the threshold.',
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Threshold: 1,
  EvaluationPeriods: 3,
  TreatMissingData: 'missing',
  Statistic: 'Sum',
};
/** of AWS's examples, which look at five values */
const EXTRA = 2;

/** As AWS writes them: `0` is within the threshold, `X` beyond it, `-` missing. */
function samples(pattern: string): Samples {
  return [...pattern].map((one) => (one === '-' ? null : Number(one === 'X')));
}

function lastState(alarm: Partial<AlarmProperties>, pattern: string) {
  return statesOf({ ...THREE_OF_THREE, ...alarm }, samples(pattern), EXTRA).at(-1);
}

describe('the state of an alarm', () => {
  it.each([
    ['0-X-X', 'OK', 'OK', 'OK'],
    ['0----', 'OK', 'OK', 'OK'],
    ['-----', 'INSUFFICIENT_DATA', 'ALARM', 'OK'],
    ['0XX-X', 'ALARM', 'ALARM', 'ALARM'],
    ['--X--', 'ALARM', 'ALARM', 'OK'],
  ])('of three periods of three is as in the table of AWS for %s', (pattern, missing, breaching, notBreaching) => {
    expect(lastState({ TreatMissingData: 'missing' }, pattern)).toBe(missing);
    expect(lastState({ TreatMissingData: 'breaching' }, pattern)).toBe(breaching);
    expect(lastState({ TreatMissingData: 'notBreaching' }, pattern)).toBe(notBreaching);
  });

  it.each([
    ['0-X-X', 'ALARM', 'ALARM'],
    ['00X0X', 'ALARM', 'ALARM'],
    ['0-X--', 'ALARM', 'OK'],
    ['----0', 'ALARM', 'OK'],
    ['---X-', 'ALARM', 'OK'],
  ])('of two periods of three is as in the table of AWS for %s', (pattern, breaching, notBreaching) => {
    expect(lastState({ DatapointsToAlarm: 2, TreatMissingData: 'breaching' }, pattern)).toBe(breaching);
    expect(lastState({ DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' }, pattern)).toBe(notBreaching);
  });

  it('does not change at once for a first value beyond the threshold that few others surround', () => {
    expect(lastState({}, '----X')).toBe('INSUFFICIENT_DATA');
    expect(lastState({}, '--0--X')).toBe('OK');
  });

  it.each([
    ['GreaterThanThreshold', 'OK'],
    ['GreaterThanOrEqualToThreshold', 'ALARM'],
    ['LessThanThreshold', 'OK'],
    ['LessThanOrEqualToThreshold', 'ALARM'],
  ] as const)('at the threshold is, with %s, %s', (ComparisonOperator, state) => {
    expect(lastState({ ComparisonOperator, EvaluationPeriods: 1 }, 'X')).toBe(state);
  });

  it.each([
    [{ Statistic: 'Sum' }, 1.5],
    [{ Statistic: 'Maximum' }, 0.9],
    [{ Statistic: undefined, ExtendedStatistic: 'p50' }, 0.4],
  ])('is that of the statistic %o', (statistic, Threshold) => {
    const alarm = { ...THREE_OF_THREE, ...statistic, EvaluationPeriods: 1 };
    const [state] = statesOf({ ...alarm, Threshold }, [[0.9, 0.2, 0.4]], 0);
    const [below] = statesOf({ ...alarm, Threshold: Threshold + 0.01 }, [[0.9, 0.2, 0.4]], 0);
    expect([state, below]).toEqual(['ALARM', 'OK']);
  });

  it('is not guessed: a series of another metric, an unknown statistic or a series too few is an error', () => {
    const Metrics = [
      { Id: 'rate', Expression: 'a / b' },
      { Id: 'a', MetricStat: { Metric: { Namespace: 'N', MetricName: 'A' }, Period: 60, Stat: 'Sum' } },
    ];
    const onTwo = { ...THREE_OF_THREE, Statistic: undefined, Metrics };
    expect(() => statesOf(onTwo, { c: [1] }, 0)).toThrow('c: no metrics of the alarm, which has a');
    expect(() => statesOf(onTwo, { a: [1] }, 0)).toThrow('the expression names b');
    expect(() => statesOf(onTwo, [1], 0)).toThrow('give a series for each');
    expect(() => statesOf({ ...THREE_OF_THREE, Statistic: 'IQM' }, [1], 0)).toThrow('the statistic IQM');
  });
});

describe('metric math', () => {
  const values = new Map([
    ['a', 6],
    ['b', 0],
    ['none', null],
  ]);

  it.each([
    ['SUM(METRICS())', 6],
    ['MAX([a, none, 9])', 9],
    ['MIN([none])', null],
    ['100 * a / (a + 4)', 60],
    ['a / b', null],
    ['a + none', null],
    ['IF(a >= 6 && b == 0, a, 1)', 6],
    ['IF(a < 6 || b != 0, a, 1)', 1],
    ['IF(none, 1, 2)', null],
    ['FILL(none, 3) - FILL(a, 3)', -3],
    ['a <= 5 * 2 > 0', 1],
  ])('%s is %s', (expression, value) => {
    expect(evaluateMaths(expression, values)).toBe(value);
  });

  it.each(['RATE(a)', 'a ** 2', 'IF(a, 1)', 'SUM(a)', 'a ? 1 : 2', 'Math.max(a)', 'c'])('refuses %s', (expression) => {
    expect(() => evaluateMaths(expression, values)).toThrow(/not known here|metric math has no|no metric of the alarm/);
  });
});
