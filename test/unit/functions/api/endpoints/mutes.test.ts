import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredAlert } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { formatAlertId } from '../../../../../domain/alerts/alert-id.ts';
import { encodePosition } from '../../../../../domain/market/position.ts';
import type { Link } from '../../../../../domain/people/link.ts';
import { ADAS_CLAIMS, BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { buildProfile, type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const HOUR_MS = 3_600_000;
const END = new Date(NOW + HOUR_MS).toISOString();
const path = { id: ALERT_ID };
const toAlert: Link = { do: 'alert', person: ADA, alertId: ALERT_ID };

let held: Held;
let tables: ReturnType<typeof memoryTables>;
let now: number;
let call: CallApi;

beforeEach(() => {
  held = holdNothing();
  held.profiles.set(ADA, buildProfile());
  now = NOW + 600_000;
  held.clockMeasuredAt = now;
  tables = memoryTables(held);
  call = startApiOver(tables, () => now);
});

/** An alert that has fired so often so far, the last time at the instant, and is counted from these fires on in the hour of NOW. */
function hold(fires: number, starts: number[], { at = NOW + 500_000, id = ALERT_ID } = {}): StoredAlert {
  const position = encodePosition({ tradeId: 12, instant: at });
  const alert = buildStoredAlert({
    id,
    fires,
    lastTrigger: buildTrigger({ id: `${id}@${position}`, sequence: fires }),
  });
  held.alerts.set(id, alert);
  held.fireHours.set(`${ADA} ${NOW} ${id}`, starts);
  return alert;
}

const read = async () => (await call('GET /api/alerts/{id}', { path })).body;
const end = () => call('PATCH /api/alerts/{id}', { path, body: { muted: false } });
const follow = async (method: 'GET' | 'POST', fields = {}) =>
  call(`${method} /api/links/{token}`, {
    claims: null,
    path: { token: await held.links.makeLink(toAlert, now) },
    ...fields,
  });
const press = () =>
  follow('POST', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'action=unmute' });

describe('a muted alert', () => {
  it('says until when, in a field and in its sentence, and no longer than that', async () => {
    hold(161, [101]);
    expect(await read()).toMatchObject({
      mutedUntil: END,
      explanation: expect.stringContaining(`muted until ${END}, as it has fired too often within the hour`),
    });
    now = NOW + HOUR_MS;
    expect(await read()).toMatchObject({ mutedUntil: null, explanation: expect.not.stringContaining('muted') });
  });

  it('is one that has fired more often than the limit since its hour began, or since its mute was ended', async () => {
    hold(160, [101]);
    expect(await read()).toMatchObject({ mutedUntil: null });
    hold(161, [101, 162]);
    expect(await read()).toMatchObject({ mutedUntil: null });
    hold(222, [101, 162]);
    expect(await read()).toMatchObject({ mutedUntil: END });
  });

  it('is looked up only when it can be muted, and with one read for a whole list', async () => {
    const [one, list] = [vi.spyOn(tables.fireHours, 'read'), vi.spyOn(tables.fireHours, 'list')];
    call = startApiOver(tables, () => now);
    hold(60, [1]);
    await read();
    hold(161, [101], { at: NOW - 1 });
    await read();
    expect((await call('GET /api/alerts')).body).toMatchObject({ items: [{ mutedUntil: null }] });
    expect([one.mock.calls.length, list.mock.calls.length]).toEqual([0, 0]);
    for (const [index, fires] of [161, 160, 222].entries()) {
      hold(fires, [101], {
        id: formatAlertId({ symbol: 'BTCUSDT', shard: 0 }, `01J9ZX${String(index).padStart(20, '0')}`),
      });
    }
    const { body } = await call('GET /api/alerts');
    const ends = Object.values((body as { items: { mutedUntil: string | null }[] }).items).map((it) => it.mutedUntil);
    expect(ends.sort()).toEqual([END, END, null].sort());
    expect([one.mock.calls.length, list.mock.calls.length]).toEqual([0, 1]);
  });

  it('is sent again after PATCH with {"muted":false}, which is no new version and changes nothing when repeated', async () => {
    hold(165, [101]);
    expect(await end()).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { mutedUntil: null, version: 1 },
    });
    expect([...held.fireHours.values()]).toEqual([[101, 166]]);
    expect(await end()).toMatchObject({ status: 200, body: { mutedUntil: null } });
    expect([...held.fireHours.values()]).toEqual([[101, 166]]);
  });

  it('stays muted when it is paused, resumed, edited or re-armed', async () => {
    hold(165, [101]);
    for (const body of [{ status: 'paused' }, { status: 'active' }, { condition: { level: '66000' } }, { note: 'x' }]) {
      expect(await call('PATCH /api/alerts/{id}', { path, body })).toMatchObject({
        status: 200,
        body: { mutedUntil: END },
      });
    }
  });

  it('can not be muted by request, and a change that is refused ends no mute', async () => {
    hold(165, [101]);
    const patch = (body: object) => call('PATCH /api/alerts/{id}', { path, body });
    expect(await patch({ muted: true })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'muted', message: expect.stringContaining('can only be false') }] },
    });
    expect(await patch({ muted: false, condition: { level: '0' } })).toMatchObject({ status: 422 });
    expect(await call('PATCH /api/alerts/{id}', { path, body: { muted: false }, claims: BOBS_CLAIMS })).toMatchObject({
      status: 404,
    });
    expect(await read()).toMatchObject({ mutedUntil: END });
  });

  it('offers to end the mute on the page of its link, which changes nothing until the button is pressed', async () => {
    hold(165, [101]);
    const page = String((await follow('GET')).body);
    expect(page).toContain('id="unmute"');
    expect(page).toContain('Muted until 2026-11-22 10:00:00.000 UTC'.slice(1));
    expect([...held.fireHours.values()]).toEqual([[101]]);
    for (const _ of ['once', 'again']) {
      expect(await press()).toMatchObject({ status: 303, headers: { location: '?done=unmute' } });
      expect([...held.fireHours.values()]).toEqual([[101, 166]]);
    }
    const after = String((await follow('GET', { query: { done: 'unmute' } })).body);
    expect(after).toContain('The alert is not muted any more');
    expect(after).not.toContain('id="unmute"');
    expect(await call('GET /api/alerts/{id}', { path, claims: ADAS_CLAIMS })).toMatchObject({
      body: { mutedUntil: null, version: 1 },
    });
  });
});
