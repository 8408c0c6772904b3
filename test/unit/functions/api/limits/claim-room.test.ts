import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_WEBHOOKS } from '../../../../../domain/channels/webhook.ts';
import { RECOUNT_AFTER_MS } from '../../../../../functions/api/limits/usage.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, listing, memoryTables } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const CREATE = 'POST /api/alerts';
const FOLLOW = 'PUT /api/coins/{symbol}';
const PATCH = 'PATCH /api/alerts/{id}';
const alert = (symbol: string) => ({ symbol, condition: { metric: 'price', op: 'above', level: '1' } });
const id = { path: { id: ALERT_ID } };
const triggered = { status: 'triggered', asOf: null, watchedFrom: null } as const;
const limits = { ...LIMITS, maxAlerts: 3, maxArmedPerCoin: 2, maxCoins: 1 };

let held: Held;
let now: number;
let call: CallApi;
beforeEach(() => {
  held = { ...holdNothing(), catalogue: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'].map((name) => listing(name)) };
  now = NOW;
  call = startApiOver(memoryTables(held), () => now, undefined, limits);
  follow('BTCUSDT');
});

function follow(symbol: string, wanted = true): void {
  held.coins.set(symbol, { symbol, wanted, book: { version: 1, shards: 1, metrics: [] } });
}

/** Nothing arms while the clock of the exchange is unknown. */
function wait(ms: number): void {
  now += ms;
  held.clockMeasuredAt = now;
}

const create = async (symbol = 'BTCUSDT') => call(CREATE, { body: alert(symbol) });

describe('a request past a limit is refused with what gives room', () => {
  it('one alert too many', async () => {
    for (const symbol of ['BTCUSDT', 'BTCUSDT', 'ETHUSDT']) expect(await create(symbol)).toMatchObject({ status: 201 });
    const message = 'would be one of more than 3 alerts of yours: delete one first';
    expect(await create('ETHUSDT')).toMatchObject({
      status: 422,
      body: { title: 'Limit reached', detail: `This ${message}.`, errors: [{ path: '', message }] },
    });
    await call('DELETE /api/alerts/{id}', { path: { id: [...held.alerts.keys()][0] ?? '' } });
    expect(await create('ETHUSDT')).toMatchObject({ status: 201 });
  });

  it('one armed alert too many, by each way that arms one', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ state: triggered }));
    for (const _ of [1, 2]) expect(await create()).toMatchObject({ status: 201 });
    wait(RECOUNT_AFTER_MS);
    const errors = (path: string) => ({ status: 422, body: { errors: [{ path }] } });
    expect(await call(PATCH, { ...id, body: { status: 'active' } })).toMatchObject(errors('status'));
    expect(await call(PATCH, { ...id, body: { condition: { level: '9' } } })).toMatchObject(errors('condition.level'));
    held.counts.set(`${ADA} usage`, { counts: { alerts: 0 }, at: now });
    expect(await create()).toMatchObject(errors('symbol'));
    const token = await held.links.makeLink({ do: 'alert', person: ADA, alertId: ALERT_ID }, now);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const page = await call('POST /api/links/{token}', {
      claims: null,
      path: { token },
      headers,
      body: 'action=rearm',
    });
    expect(page.status).toBe(422);
    expect(page.body).toContain('2 armed alerts of yours on BTCUSDT: pause or delete one first');
    expect(held.alerts.get(ALERT_ID)?.state.status).toBe('triggered');
  });

  it('one coin too many; a followed one costs nothing, and an admin may bring in more', async () => {
    expect(await call(FOLLOW, { path: { symbol: 'ETHUSDT' } })).toMatchObject({ status: 202 });
    const refused = {
      status: 422,
      body: { errors: [{ path: 'symbol', message: expect.stringContaining('1 coins') }] },
    };
    expect(await call(FOLLOW, { path: { symbol: 'SOLUSDT' } })).toMatchObject(refused);
    expect(await create('SOLUSDT')).toMatchObject(refused);
    const claims = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };
    expect(await call(FOLLOW, { path: { symbol: 'SOLUSDT' }, claims })).toMatchObject({ status: 202 });
    for (const symbol of ['ETHUSDT', 'SOLUSDT', 'BTCUSDT']) {
      expect(await call(FOLLOW, { path: { symbol } })).toMatchObject({ status: 202 });
    }
  });

  it('an alert that would make its coin followed again counts as bringing it in', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ state: { ...triggered, status: 'paused' } }));
    follow('BTCUSDT', false);
    await call(FOLLOW, { path: { symbol: 'ETHUSDT' } });
    const [asAdmin, message] = ['an admin has more room when signed in', expect.stringContaining('1 coins')];
    const signedIn = await call(PATCH, { ...id, body: { status: 'active' } });
    expect(signedIn).toMatchObject({ status: 422, body: { errors: [{ path: 'status', message }] } });
    expect(JSON.stringify(signedIn.body)).not.toContain(asAdmin);
    const token = await held.links.makeLink({ do: 'alert', person: ADA, alertId: ALERT_ID }, now);
    const byLink = await call('POST /api/links/{token}', { claims: null, path: { token }, body: 'action=resume' });
    expect(byLink).toMatchObject({ status: 422, body: expect.stringContaining(asAdmin) });
    expect(held.coins.get('BTCUSDT')?.wanted).toBe(false);
  });

  it('webhooks of an earlier version count', async () => {
    for (let i = 0; i < MAX_WEBHOOKS; i += 1)
      held.webhooks.set(`${ADA} x${i}`, buildWebhook({ id: `x${i}`, url: `${i}` }));
    const channels = [{ type: 'email' }, { type: 'webhook', url: 'https://hooks.example.com/new' }];
    expect(await call(CREATE, { body: { ...alert('BTCUSDT'), channels } })).toMatchObject({
      ...{
        status: 422,
        body: { errors: [{ path: 'channels.1.url', message: expect.stringContaining('remove one') }] },
      },
    });
  });
});

describe('room that nobody has counted', () => {
  it('is counted at the limit, once the last change is some seconds old', async () => {
    for (const _ of [1, 2]) await create();
    for (const name of held.alerts.keys()) held.alerts.set(name, buildStoredAlert({ id: name, state: triggered }));
    wait(1_000);
    const tooSoon = await create();
    expect(tooSoon).toMatchObject({ status: 429, headers: { 'retry-after': '4' } });
    expect(tooSoon.body).toMatchObject({ detail: expect.stringMatching(/ or try again in 4 s: it may pass then\.$/) });
    wait(RECOUNT_AFTER_MS - 1_000);
    expect(await create()).toMatchObject({ status: 201 });
    expect(held.counts.get(`${ADA} usage#BTCUSDT`)?.counts).toEqual({ armed: 1 });
  });

  it('is found again and again when one alert fires and is armed again', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ state: triggered }));
    const statuses: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      const { status, headers } = await call(PATCH, { ...id, body: { status: 'active' } });
      statuses.push(status);
      held.alerts.set(ALERT_ID, buildStoredAlert({ state: triggered }));
      wait(1_000 * Number(headers['retry-after'] ?? 1));
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429, 200, 200]);
  });

  it('is that of a coin which an admin has let go', async () => {
    await call(FOLLOW, { path: { symbol: 'ETHUSDT' } });
    const claims = { ...ADAS_CLAIMS, sub: 'admin', 'cognito:groups': '[admin]' };
    await call('DELETE /api/coins/{symbol}', { path: { symbol: 'ETHUSDT' }, claims });
    wait(RECOUNT_AFTER_MS);
    const coins = { most: limits.maxCoins, used: 0 };
    expect(await call('GET /api/me')).toMatchObject({ body: { limits: { coins } } });
    expect(await call(FOLLOW, { path: { symbol: 'SOLUSDT' } })).toMatchObject({ status: 202 });
    expect(held.counts.get(`${ADA} usage`)?.counts.coins).toEqual(new Set(['SOLUSDT']));
  });

  it('is not counted for every request of who is at a limit', async () => {
    const tables = memoryTables(held);
    const count = vi.fn(async () => limits.maxArmedPerCoin);
    const alerts = { ...tables.alerts, count };
    call = startApiOver({ ...tables, alerts }, () => now, undefined, limits);
    held.counts.set(`${ADA} usage`, { counts: { alerts: 0 }, at: now });
    for (const _ of Array.from({ length: 10 })) expect(await create()).toMatchObject({ status: 422 });
    expect(count).toHaveBeenCalledTimes(1);
  });
});

it('two requests with one key get the same alert, though it takes the last room between their reads', async () => {
  for (const _ of [1, 2]) expect(await create('ETHUSDT')).toMatchObject({ status: 201 });
  const tables = memoryTables(held);
  let goOn = () => {};
  const firstHasWritten = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let reads = 0;
  const readRequest: typeof tables.people.readRequest = async (...asked) => {
    const found = await tables.people.readRequest(...asked);
    reads += 1;
    if (reads === 2) await firstHasWritten;
    return found;
  };
  call = startApiOver({ ...tables, people: { ...tables.people, readRequest } }, () => now, undefined, limits);
  const keyed = { body: alert('BTCUSDT'), headers: { 'idempotency-key': 'k' } };
  const [first, second] = [call(CREATE, keyed), call(CREATE, keyed)];
  const made = await first;
  expect(made).toMatchObject({ status: 201 });
  goOn();
  expect(await second).toMatchObject({ status: 201, body: { id: Object(made.body).id } });
  expect(held.alerts.size).toBe(3);
});

it('alerts of an earlier version count from the first request on', async () => {
  held.alerts.set(ALERT_ID, buildStoredAlert());
  expect(await create()).toMatchObject({ status: 201 });
  wait(RECOUNT_AFTER_MS);
  expect(await create()).toMatchObject({ status: 422, body: { errors: [{ path: 'symbol' }] } });
  expect(held.counts.get(`${ADA} usage`)?.counts).toMatchObject({ alerts: 2 });
  expect(held.counts.get(`${ADA} usage#BTCUSDT`)?.counts).toEqual({ armed: 2 });
});
