import { beforeEach, describe, expect, it } from 'vitest';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { NOW, startApi, startApiOver } from '../call-api.ts';

const PATCH = 'PATCH /api/alerts/{id}';
const path = { id: ALERT_ID };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
});

describe('a pause until an instant', () => {
  it('pauses until an instant, and says so; the coin stays followed, with what the alert needs', async () => {
    const until = new Date(NOW + 3_600_000).toISOString();
    const answer = await call(PATCH, { path, body: { status: 'paused', pausedUntil: until } });
    expect(answer).toMatchObject({ status: 200, body: { status: 'paused', pausedUntil: until, version: 2 } });
    expect(answer.body).toMatchObject({ explanation: `paused until ${until}, then armed again` });
    expect(held.alerts.get(ALERT_ID)).toMatchObject({
      state: { status: 'paused', armFrom: { armAfter: NOW + 3_600_000, bookVersion: NOW } },
    });
    expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: true, book: { metrics: ['price'] } });
    const again = await call(PATCH, { path, body: { status: 'paused', pausedUntil: until } });
    expect(again).toMatchObject({ body: { version: 2 } });
    expect(await call(PATCH, { path, body: { status: 'paused' } })).toMatchObject({
      body: { status: 'paused', pausedUntil: null },
    });
  });

  it('lets an alert that is paused until an instant keep its place in the limits', async () => {
    call = startApiOver(memoryTables(held), () => NOW, undefined, { ...LIMITS, maxArmedPerCoin: 1 });
    const until = new Date(NOW + 3_600_000).toISOString();
    await call(PATCH, { path, body: { status: 'paused', pausedUntil: until } });
    const second = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '70000' } };
    expect(await call('POST /api/alerts', { body: second })).toMatchObject({ status: 422 });
    await call(PATCH, { path, body: { status: 'paused' } });
    expect(await call('POST /api/alerts', { body: second })).toMatchObject({ status: 201 });
    const refused = await call(PATCH, { path, body: { status: 'paused', pausedUntil: until } });
    expect(refused).toMatchObject({ status: 429, body: { errors: [{ path: 'pausedUntil' }] } });
  });

  it.each([
    [{ pausedUntil: '2030-01-01T00:00:00Z' }, 'pausedUntil', 'goes with "status": "paused"'],
    [{ status: 'active', pausedUntil: null }, 'pausedUntil', 'goes with "status": "paused"'],
    [{ status: 'paused', pausedUntil: new Date(NOW).toISOString() }, 'pausedUntil', 'must be in the future'],
    [
      { status: 'paused', pausedUntil: new Date(NOW + 367 * 86_400_000).toISOString() },
      'pausedUntil',
      'must be within 366 days',
    ],
    [
      {
        status: 'paused',
        pausedUntil: new Date(NOW + 60_000).toISOString(),
        expiresAt: new Date(NOW + 60_000).toISOString(),
      },
      'expiresAt',
      `must be later: the alert is paused until ${new Date(NOW + 60_000).toISOString()} and can't fire before ${new Date(NOW + 60_000).toISOString()}`,
    ],
  ])('refuses a pause that makes no sense: %j', async (body, field, message) => {
    expect(await call(PATCH, { path, body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: field, message }] },
    });
    expect(held.alerts.get(ALERT_ID)?.rev).toBe(2);
  });

  it('refuses a pause that outlasts the expiry, and one of an alert whose coin may be another one', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule: buildCrossingRule({ expiresAt: NOW + 60_000 }) }));
    const body = { status: 'paused', pausedUntil: new Date(NOW + 60_000).toISOString() };
    expect(await call(PATCH, { path, body })).toMatchObject({
      body: { errors: [{ path: 'pausedUntil', message: expect.stringContaining('leaves no time before the expiry') }] },
    });
    const at = { price: '1', time: 1 };
    const because = { kind: 'another-coin' as const, before: at, first: at };
    held.alerts.set(
      ALERT_ID,
      buildStoredAlert({ state: { status: 'paused', because, asOf: null, watchedFrom: null } }),
    );
    expect(await call(PATCH, { path, body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'pausedUntil', message: expect.stringContaining('may be another one') }] },
    });
  });
});
