import { beforeEach, describe, expect, it } from 'vitest';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { historySchema } from '../../../../../contract/history-view.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { NOW, startApi } from '../call-api.ts';

const HISTORY = 'GET /api/alerts/{id}/history';
const PATCH = 'PATCH /api/alerts/{id}';
const DELETE = 'DELETE /api/alerts/{id}';
const TRIGGERS = 'GET /api/alerts/{id}/triggers';
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };
const path = { id: ALERT_ID };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

const historyOf = async (id: string, query = {}) =>
  historySchema.parse((await call(HISTORY, { path: { id }, query })).body);

describe("an alert's history", () => {
  it('lists who did what and when, from its creation to its deletion, and stays when it is gone', async () => {
    const { id } = alertViewSchema.parse((await call('POST /api/alerts', { body: ALERT })).body);
    await call(PATCH, { path: { id }, body: { expiresAt: new Date(NOW + 3_600_000).toISOString(), note: 'sell' } });
    const token = await held.links.makeLink({ do: 'alert', person: ADA, alertId: id }, NOW);
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'action=pause' };
    expect(await call('POST /api/links/{token}', { claims: null, path: { token }, ...form })).toMatchObject({
      status: 303,
    });
    await call(DELETE, { path: { id } });
    expect(held.alerts.size).toBe(0);
    const { items } = await historyOf(id);
    expect(items.map(({ version, by, what, status }) => [version, by, what, status])).toEqual([
      [4, 'you', 'deleted', 'paused'],
      [3, 'link', 'paused', 'paused'],
      [2, 'you', 'changed', 'arming'],
      [1, 'you', 'created', 'arming'],
    ]);
    expect(items[1]?.changes).toEqual([{ field: 'status', before: 'arming', after: 'paused' }]);
    expect(items[2]).toMatchObject({
      at: new Date(NOW).toISOString(),
      changes: [
        { field: 'expiresAt', before: null, after: '2026-11-22T10:00:00.000Z' },
        { field: 'note', before: null, after: 'sell' },
      ],
      rule: { expiresAt: '2026-11-22T10:00:00.000Z' },
    });
  });

  it('has no entry of a change that changes nothing, that is refused, or that another writer comes before', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    await call(PATCH, { path, body: { status: 'active' } });
    expect(await call(PATCH, { path, body: { condition: { level: '0' } } })).toMatchObject({ status: 422 });
    expect(await call(PATCH, { path, body: { note: 'x' }, headers: { 'if-match': '"7"' } })).toMatchObject({
      status: 412,
    });
    expect((await historyOf(ALERT_ID)).items).toEqual([]);
    held.beforeWrite = () => {
      held.beforeWrite = () => {};
      held.alerts.set(ALERT_ID, buildStoredAlert({ rev: 3, version: 2, note: 'theirs' }));
    };
    await call(PATCH, { path, body: { note: 'mine' } });
    expect((await historyOf(ALERT_ID)).items).toMatchObject([
      { version: 3, changes: [{ field: 'note', before: 'theirs', after: 'mine' }] },
    ]);
  });

  it('comes in pages, the newest first, each entry once', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    for (const note of ['a', 'b', 'c', 'd', 'e']) await call(PATCH, { path, body: { note } });
    const versions: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof historyOf>> = await historyOf(ALERT_ID, {
        limit: '2',
        ...(cursor && { cursor }),
      });
      versions.push(...page.items.map(({ version }) => version));
      cursor = page.nextCursor;
    } while (cursor);
    expect(versions).toEqual([6, 5, 4, 3, 2]);
  });

  it("is nobody else's, whether the alert is there or was deleted", async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    const asked = { path, claims: BOBS_CLAIMS };
    expect(await call(HISTORY, asked)).toMatchObject({ status: 404 });
    await call(PATCH, { path, body: { note: 'a' } });
    expect(await call(HISTORY, asked)).toMatchObject({ status: 404 });
    await call(DELETE, { path });
    expect(await call(HISTORY, asked)).toMatchObject({ status: 404 });
    expect(await call(TRIGGERS, asked)).toMatchObject({ status: 404 });
  });

  it.each(['notice#someone', 'history#x', 'nothing', 'BTCUSDT-0-01J9ZX00000000000000000009'])(
    'is not there for %s',
    async (id) => {
      expect(await call(HISTORY, { path: { id } })).toMatchObject({ status: 404 });
      expect(await call(TRIGGERS, { path: { id } })).toMatchObject({ status: 404 });
    },
  );
});

it('keeps the triggers of an alert within reach of its owner when it is deleted', async () => {
  held.alerts.set(ALERT_ID, buildStoredAlert());
  held.triggers.push(buildTrigger());
  const before = await call(TRIGGERS, { path });
  await call(DELETE, { path });
  expect(await call(TRIGGERS, { path })).toMatchObject({ status: 200, body: before.body });
});
