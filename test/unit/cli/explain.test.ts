import { afterEach, beforeEach, expect, it } from 'vitest';
import { armingState } from '../../../domain/alerts/arming-state.ts';
import { encodePosition } from '../../../domain/market/position.ts';
import { suppressedDelivery } from '../../../domain/messages/delivery.ts';
import { buildCrossingRule } from '../../support/crossing-rule.ts';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
import { buildStoredAlert } from '../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../support/triggers.ts';
import { NOW, startApi } from '../functions/api/call-api.ts';
import { runLine, testTerminal } from './run-line.ts';
import { type ServedApi, serveApi } from './served-api.ts';

let held: Held;
let api: ServedApi;

beforeEach(async () => {
  held = holdNothing();
  api = await serveApi(startApi(held));
});
afterEach(() => api.close());

const run = (...words: string[]) =>
  runLine(words, testTerminal({ env: { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c' }, now: () => NOW }));

it('says in a sentence and in tables why an alert fired, and what was not sent', async () => {
  const base = buildTrigger();
  const rule = buildCrossingRule();
  const state = armingState(rule, { armAfter: NOW, bookVersion: 1 }, null);
  held.alerts.set(ALERT_ID, buildStoredAlert({ rule, state, updatedAt: NOW - 60_000 }));
  const trade = { ...base.trade, time: NOW - 3_600_000 };
  const deliveries = { email: suppressedDelivery('email', trade.time, 'e-mail is switched off') };
  const id = `${ALERT_ID}@${encodePosition({ tradeId: trade.id, instant: trade.time })}`;
  held.triggers.push({ ...base, id, rule, trade, deliveries });
  const { code, out, err } = await run('alerts', 'explain', ALERT_ID, '--from', '2h');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^fired once between /);
  expect(out).toMatch(new RegExp(`^FIRED AT .*\n${new Date(trade.time).toISOString()} .*${id}$`, 'm'));
  expect(out).toMatch(/^FROM +TO +STATE +UNTIL +WHY\n/m);
  expect(out).toMatch(/^MET FROM .*\n.* not-sent +- +email suppressed e-mail is switched off$/m);
  expect(api.requests[0]?.line).toBe(
    `GET /api/alerts/${ALERT_ID}/explain?from=${encodeURIComponent(new Date(NOW - 7_200_000).toISOString())}`,
  );
});

it('leaves out what has nothing to show, and answers a program as the API does', async () => {
  held.alerts.set(ALERT_ID, buildStoredAlert({}));
  const { out } = await run('alerts', 'explain', ALERT_ID);
  expect(out).toMatch(/^did not fire between .*\n\nFROM /);
  expect(out).not.toMatch(/FIRED AT|MET FROM/);
  const { out: json } = await run('alerts', 'explain', ALERT_ID, '--from', '2026-11-22', '--json');
  expect(JSON.parse(json)).toMatchObject({ alertId: ALERT_ID, fired: [], unknownMinutes: expect.any(Number) });
});

it('says which field of the time is wrong', async () => {
  held.alerts.set(ALERT_ID, buildStoredAlert({}));
  const { code, err } = await run('alerts', 'explain', ALERT_ID, '--from', '8d');
  expect([code, err]).toEqual([1, expect.stringMatching(/from must be at most 7 days before to/)]);
});
