import { describe, expect, it } from 'vitest';
import { newConditionSchema } from '../../../../../contract/alert-request.ts';
import type { AlertView } from '../../../../../contract/alert-view.ts';
import { changeOfLine, linesOf } from '../../../../../web/chart/lines/alert-lines.ts';
import { buildAlertView } from '../../../../support/alert-views.ts';

const NOBODY: ReadonlySet<string> = new Set();
const price = (level: string) => ({ metric: 'price', op: 'crosses-above', level }) as const;
const range = { metric: 'change-1h', op: 'leaves', from: '-2', to: '2' } as const;
const keysOf = (alerts: AlertView[], fired = NOBODY) => linesOf(alerts, fired).map(({ key }) => key);

describe('the lines of alerts', () => {
  it('are one for a level, two for a range, and those of each condition', () => {
    expect(keysOf([buildAlertView({ id: 'a', condition: price('65000') })])).toEqual(['a//level']);
    expect(keysOf([buildAlertView({ id: 'b', condition: null, all: [price('1'), range] })])).toEqual([
      'b/0/level',
      'b/1/from',
      'b/1/to',
    ]);
  });

  it('are gone once nothing is awaited, but for one that has just fired', () => {
    const done = buildAlertView({ id: 'a', status: 'triggered' });
    expect(keysOf([done, buildAlertView({ id: 'b', status: 'expired' })])).toEqual([]);
    expect(linesOf([done], new Set(['a']))).toMatchObject([{ key: 'a//level', isMovable: false }]);
  });

  it('can be moved unless a group moves them', () => {
    const [own, member] = linesOf([buildAlertView({ id: 'a' }), buildAlertView({ id: 'b', groupId: 'g' })], NOBODY);
    expect([own?.isMovable, member?.isMovable]).toEqual([true, false]);
  });
});

describe('moving a line', () => {
  it('asks for that level alone', () => {
    expect(changeOfLine({ all: null }, { place: null, field: 'level' }, '66000')).toEqual({
      condition: { level: '66000' },
    });
    expect(changeOfLine({ all: null }, { place: null, field: 'to' }, '3')).toEqual({ condition: { to: '3' } });
  });

  it('sends several conditions as a whole, with one level changed, as the API takes them', () => {
    const { all } = changeOfLine({ all: [price('1'), range] }, { place: 1, field: 'from' }, '-3');
    expect(all).toEqual([price('1'), { ...range, from: '-3' }]);
    expect(all?.map((condition) => newConditionSchema.safeParse(condition).success)).toEqual([true, true]);
  });
});
