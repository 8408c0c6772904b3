import { expect, test } from 'vitest';
import { findUndecided, readAdvisories, type Triage, updateTriage } from '../../../.ci/packages/audit.ts';

const advisory = (id: string, name: string, severity: string) => ({
  source: 1,
  name,
  dependency: name,
  title: `${name} is too trusting`,
  url: `https://github.com/advisories/${id}`,
  severity,
  range: '<2',
});

/** In the shape of `npm audit --json`, report version 2. */
const REPORT = {
  auditReportVersion: 2,
  vulnerabilities: {
    axios: { name: 'axios', severity: 'high', via: [advisory('GHSA-1', 'axios', 'high')], effects: ['@binance/spot'] },
    '@binance/spot': { name: '@binance/spot', severity: 'high', via: ['axios'], effects: [] },
    qs: { name: 'qs', severity: 'moderate', via: [advisory('GHSA-2', 'qs', 'moderate')], effects: [] },
    ws: { name: 'ws', severity: 'critical', via: [advisory('GHSA-3', 'ws', 'critical'), 'axios'], effects: [] },
  },
};

const decided = (id: string, name: string, decision: string): Triage[number] => ({
  ...{ id, package: name, severity: 'high', title: '', reachable: 'no', decision, date: '2026-01-01' },
});

test('each advisory is read once, with the package that it is about', () => {
  expect(readAdvisories(REPORT).map(({ id, package: name, severity }) => [id, name, severity])).toEqual([
    ['GHSA-1', 'axios', 'high'],
    ['GHSA-2', 'qs', 'moderate'],
    ['GHSA-3', 'ws', 'critical'],
  ]);
});

test('what is high or critical needs a decision', () => {
  const undecided = (triage: Triage) => findUndecided(readAdvisories(REPORT), triage).map(({ id }) => id);
  expect(undecided([])).toEqual(['GHSA-1', 'GHSA-3']);
  expect(undecided([decided('GHSA-1', 'axios', 'only talks to the local simulator')])).toEqual(['GHSA-3']);
  expect(undecided([decided('GHSA-1', 'axios', ' '), decided('GHSA-3', 'other', 'x')])).toEqual(['GHSA-1', 'GHSA-3']);
});

test('an update keeps decisions, adds what is new without one, and forgets what is no longer reported', () => {
  const triage = [decided('GHSA-1', 'axios', 'stays'), decided('GHSA-0', 'gone', 'old')];
  const updated = updateTriage(readAdvisories(REPORT), triage, '2026-11-28');
  expect(updated.map(({ id, decision, date }) => [id, decision, date])).toEqual([
    ['GHSA-1', 'stays', '2026-01-01'],
    ['GHSA-2', '', '2026-11-28'],
    ['GHSA-3', '', '2026-11-28'],
  ]);
});

test("the registry's refusal is no report without advisories", () => {
  expect(() => readAdvisories({ message: '405 Method Not Allowed', statusCode: 405 })).toThrow();
});
