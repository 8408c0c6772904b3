import { beforeEach, describe, expect, it } from 'vitest';
import { type Held, holdNothing, listing } from '../../../../support/memory-tables.ts';
import { type CallApi, NOW, startApi } from '../call-api.ts';

const PATCH = 'PATCH /api/groups/{id}';
const condition = { metric: 'change-24h', op: 'above', level: '10' };
const COINS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

let held: Held;
let call: CallApi;

beforeEach(() => {
  held = { ...holdNothing(), catalogue: COINS.map((symbol) => listing(symbol)) };
  call = startApi(held);
});

async function make(fields: object = {}): Promise<{ id: string }> {
  const { body } = await call('POST /api/groups', { body: { coins: COINS, condition, ...fields } });
  return { id: String(Object(body).id) };
}

function follow(symbol: string): void {
  held.coins.set(symbol, { symbol, wanted: true, book: { version: 1, shards: 1, metrics: [] } });
}

/** Changes what is stored of the only group. */
function rewrite(fields: object, asked: object = {}): void {
  for (const [key, group] of held.groups)
    held.groups.set(key, { ...group, ...fields, asked: { ...group.asked, ...asked } });
}

const statuses = () => [...held.alerts.values()].map(({ state }) => state.status);

describe('PATCH /api/groups/{id}', () => {
  it.each([
    ['pausedUntil', { status: 'paused', pausedUntil: iso(NOW - 1) }],
    ['pausedUntil', { status: 'paused', pausedUntil: iso(NOW + 367 * 24 * HOUR_MS) }],
    ['pausedUntil', { status: 'paused', pausedUntil: iso(NOW + 2 * HOUR_MS), expiresAt: iso(NOW + HOUR_MS) }],
    ['pausedUntil', { pausedUntil: iso(NOW + HOUR_MS) }],
    ['pausedUntil', { status: 'active', pausedUntil: iso(NOW + HOUR_MS) }],
  ])('refuses a pause that no member could have, and writes nothing: %s of %j', async (path, body) => {
    const { id } = await make();
    expect(await call(PATCH, { path: { id }, body })).toMatchObject({ status: 422, body: { errors: [{ path }] } });
    expect(await call('GET /api/groups/{id}', { path: { id } })).toMatchObject({ body: { version: 1 } });
  });

  it('of one whose expiry has passed changes a name or pauses, and arms nothing', async () => {
    const { id } = await make({ expiresAt: iso(NOW + HOUR_MS) });
    rewrite({}, { expiresAt: iso(NOW - 1) });
    const body = { name: 'over', status: 'paused' };
    expect(await call(PATCH, { path: { id }, body })).toMatchObject({ status: 200, body: { name: 'over' } });
    expect(await call(PATCH, { path: { id }, body: { status: 'active' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'expiresAt' }] },
    });
  });

  it('arms a member that was left behind by a pause which has ended since', async () => {
    const { id } = await make();
    for (const [alertId, alert] of held.alerts) {
      const state = { status: 'paused', asOf: null, watchedFrom: null } as const;
      if (alert.rule !== null) held.alerts.set(alertId, { ...alert, state });
    }
    const changedIn = { status: 2, pausedUntil: 2 };
    rewrite({ version: 2, changedIn }, { status: 'paused', pausedUntil: iso(NOW - 1) });
    const answer = await call(PATCH, { path: { id }, body: { name: 'later' } });
    expect(Object(answer.body).members).toMatchObject(COINS.map(() => ({ status: 'arming', problem: null })));
    expect(statuses()).toEqual(['arming', 'arming', 'arming']);
  });

  it('leaves a webhook disabled when coins come', async () => {
    follow('BTCUSDT');
    const url = 'https://hooks.example.com/a';
    const { id } = await make({ coins: 'followed', channels: [{ type: 'webhook', url, preset: 'discord' }] });
    for (const [key, webhook] of held.webhooks) held.webhooks.set(key, { ...webhook, state: 'disabled' });
    follow('ETHUSDT');
    expect(await call(PATCH, { path: { id }, body: {} })).toMatchObject({ body: { memberCount: 2 } });
    expect([...held.webhooks.values()]).toMatchObject([{ url, state: 'disabled' }]);
  });
});

describe('POST /api/groups with a key', () => {
  it('is answered with what it made, though it could not be made any more', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const body = { coins: COINS, condition };
    const first = await call('POST /api/groups', { headers, body });
    held.catalogue = COINS.slice(1).map((symbol) => listing(symbol));
    call = startApi(held);
    const again = await call('POST /api/groups', { headers, body });
    expect([again.status, Object(again.body).id]).toEqual([201, Object(first.body).id]);
  });
});

describe('a member of a group that fires once', () => {
  it('can be resumed again and again by itself, as nothing changes', async () => {
    await make({ fires: 'once' });
    const [id = ''] = held.alerts.keys();
    const resume = async (status: string) =>
      (await call('PATCH /api/alerts/{id}', { path: { id }, body: { status } })).status;
    expect([await resume('paused'), await resume('active'), await resume('active')]).toEqual([200, 200, 200]);
  });
});
