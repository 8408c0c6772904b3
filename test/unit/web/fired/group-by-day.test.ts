import { expect, it } from 'vitest';
import { viewTrigger } from '../../../../contract/trigger-view.ts';
import { formatDay, groupByDay } from '../../../../web/fired/group-by-day.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const base = viewTrigger(buildTrigger());
const judgedAt = (evaluatedAt: string) => ({ ...base, id: evaluatedAt, hops: { ...base.hops, evaluatedAt } });

it('fires are of the days of the person, not of UTC', () => {
  const fires = [judgedAt('2026-11-22T23:30:00.000Z'), judgedAt('2026-11-22T22:30:00.000Z')];
  expect(groupByDay(fires, 'UTC').map(({ day }) => day)).toEqual(['2026-11-22']);
  expect(groupByDay(fires, 'Europe/Berlin').map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-22']);
});

it.each([
  ['2026-11-22', 'Today'],
  ['2026-11-21', 'Yesterday'],
  ['2026-11-20', 'Friday 20 November'],
  ['2025-12-31', 'Wednesday 31 December 2025'],
])('%s is called %s', (day, name) => {
  expect(formatDay(day, '2026-11-22')).toBe(name);
});
