import { beforeEach, expect, test } from 'vitest';
import { alertToItem, ownedAlertFromItem } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { startApi } from '../call-api.ts';

/** As an older or newer version of the code may have left it. */
const stored = alertToItem(buildStoredAlert());
const condition = { metric: 'price', op: 'touches', level: '65000' };
const item = { ...stored, rule: { condition, repeat: { mode: 'once' }, confirm: 'trade' } };
const path = { path: { id: ALERT_ID } };

let held: Held;
let call: ReturnType<typeof startApi>;
beforeEach(() => {
  held = holdNothing();
  held.alerts.set(ALERT_ID, ownedAlertFromItem(item));
  call = startApi(held);
});

test('its owner sees that it is faulty, and why', async () => {
  const { status, body } = await call('GET /api/alerts/{id}', path);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'faulty',
    condition: null,
    explanation: expect.stringContaining('rule.condition.op'),
  });
});

test('it is in the list with the others', async () => {
  const { body } = await call('GET /api/alerts');
  expect(body).toMatchObject({ items: [{ id: ALERT_ID, status: 'faulty' }] });
});

test('it can not be changed, and the answer says what to do', async () => {
  const { status, body } = await call('PATCH /api/alerts/{id}', { ...path, body: { note: 'x' } });
  expect(status).toBe(409);
  expect(body).toMatchObject({ detail: expect.stringMatching(/delete it and make it again/) });
});

test('it can be deleted', async () => {
  expect((await call('DELETE /api/alerts/{id}', path)).status).toBe(204);
  expect(held.alerts.size).toBe(0);
});
