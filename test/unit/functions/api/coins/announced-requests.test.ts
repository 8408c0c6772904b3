import { expect, test } from 'vitest';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { holdNothing } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { buildWantedCoin } from '../../../../support/wanted-coins.ts';
import { NOW, startApi } from '../call-api.ts';

const alert = { path: { id: ALERT_ID } };
const coin = { path: { symbol: 'BTCUSDT' } };
const body = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
const claims = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };

test.each([
  ['a new alert', 'POST /api/alerts', { body }],
  ['another level', 'PATCH /api/alerts/{id}', { ...alert, body: { condition: { level: '66000' } } }],
  ['a pause', 'PATCH /api/alerts/{id}', { ...alert, body: { status: 'paused' } }],
  ['the end of an alert', 'DELETE /api/alerts/{id}', alert],
  ['a coin that is followed', 'PUT /api/coins/{symbol}', { path: { symbol: 'ETHUSDT' } }],
  ['a coin that is let go', 'DELETE /api/coins/{symbol}', coin],
])('%s is announced to the ingest task', async (_, route, fields) => {
  const { held, call } = begin();
  expect((await call(route, { ...fields, claims })).status).toBeLessThan(300);
  expect(held.coinsChanged).toEqual([NOW]);
});

test.each([
  ['a note', 'PATCH /api/alerts/{id}', { ...alert, body: { note: 'sell' } }],
  ['a coin that is followed already', 'PUT /api/coins/{symbol}', coin],
  ['a read', 'GET /api/alerts/{id}', alert],
])('%s changes no coin, and is not announced', async (_, route, fields) => {
  const { held, call } = begin();
  expect((await call(route, { ...fields, claims })).status).toBeLessThan(300);
  expect(held.coinsChanged).toEqual([]);
});

function begin() {
  const held = holdNothing();
  held.alerts.set(ALERT_ID, buildStoredAlert());
  held.coins.set('BTCUSDT', buildWantedCoin('BTCUSDT', 1));
  return { held, call: startApi(held) };
}
