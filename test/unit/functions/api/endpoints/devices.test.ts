import { beforeEach, describe, expect, it } from 'vitest';
import type { WebhookCall } from '../../../../../adapters/http/webhook-caller.ts';
import { deviceListSchema, deviceViewSchema } from '../../../../../contract/device-view.ts';
import type { WebhookAnswer } from '../../../../../domain/channels/presets/preset.ts';
import { MAX_DEVICES } from '../../../../../domain/channels/webhook.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { buildBrowser } from '../../../../support/browser.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { startApi } from '../call-api.ts';

const LIST = 'GET /api/me/devices';
const ADD = 'POST /api/me/devices';
const REMOVE = 'DELETE /api/me/devices/{id}';
const TEST = 'POST /api/me/webhooks/{id}/test';
const label = 'Chrome on Linux';

let held: Held;
let call: ReturnType<typeof startApi>;
let calls: WebhookCall[];
let status: number;

beforeEach(() => {
  held = holdNothing();
  calls = [];
  status = 201;
  const answer = (): WebhookAnswer => ({
    ...({ kind: 'answered', status, retryAfterMs: null, text: '', body: '', location: null } as const),
    ...{ tookMs: 20, isCutOff: false },
  });
  const caller = async (it: WebhookCall) => {
    calls.push(it);
    return answer();
  };
  call = startApi(held, { call: caller });
});

async function add(browser = buildBrowser(), fields = {}) {
  const { status, body } = await call(ADD, { body: { ...browser.subscription, label, ...fields } });
  return { status, device: deviceViewSchema.parse(body) };
}

const list = async (fields = {}) => deviceListSchema.parse((await call(LIST, fields)).body);

describe('a device', () => {
  it('is listed with its name and what came of the last notification, and without what is secret of it', async () => {
    const { status, device } = await add();
    expect([status, device]).toMatchObject([200, { label, state: 'active', lastResult: null }]);
    const { items, most, publicKey } = await list();
    expect([items, most]).toEqual([[device], MAX_DEVICES]);
    expect(publicKey).toMatch(/^B[\w-]{86}$/);
    expect(JSON.stringify(items)).not.toContain('fcm.googleapis.com');
    expect((await list({ claims: BOBS_CLAIMS })).items).toEqual([]);
  });

  it('is registered as a browser gives its subscription', async () => {
    expect((await add(buildBrowser(), { expirationTime: null })).status).toBe(200);
  });

  it('that is registered again keeps its place and what is known of it', async () => {
    const browser = buildBrowser();
    const { device } = await add(browser);
    const key = `${ADA} ${device.id}`;
    const stored = held.webhooks.get(key);
    if (stored) held.webhooks.set(key, { ...stored, lastResult: { result: 'sent', at: 5, detail: 'taken' } });
    expect(await add(browser)).toMatchObject({
      status: 200,
      device: { id: device.id, lastResult: { detail: 'taken' } },
    });
    expect((await list()).items).toHaveLength(1);
  });

  it('that is registered again with new keys, another name, or after it was switched off, is as new', async () => {
    const [browser, renewed] = [buildBrowser(), buildBrowser()];
    const { device } = await add(browser);
    const key = `${ADA} ${device.id}`;
    expect(await add(renewed)).toMatchObject({ status: 200, device: { id: device.id } });
    expect(held.webhooks.get(key)?.browser).toMatchObject(renewed.subscription.keys);
    expect(await add(renewed, { label: 'My laptop' })).toMatchObject({ device: { label: 'My laptop' } });
    const stored = held.webhooks.get(key);
    if (stored) held.webhooks.set(key, { ...stored, state: 'disabled', detail: 'the key', failures: 3 });
    await add(renewed, { label: 'My laptop' });
    expect(held.webhooks.get(key)).toMatchObject({ state: 'active', detail: null, failures: 0 });
  });

  it('of one person is not that of another, though both use the browser', async () => {
    const browser = buildBrowser();
    await add(browser);
    const body = { ...browser.subscription, label };
    expect((await call(ADD, { body, claims: BOBS_CLAIMS })).status).toBe(200);
    expect((await list()).items).toHaveLength(1);
  });

  it('stores where its person gets mail: they are notified when it does not work', async () => {
    await add();
    expect(held.profiles.get(ADA)).toMatchObject({ email: 'ada@example.com' });
  });

  it(`is refused after ${MAX_DEVICES} others, until one is removed; webhooks do not count`, async () => {
    held.webhooks.set(`${ADA} aa11`, buildWebhook());
    const ids: string[] = [];
    for (let i = 0; i < MAX_DEVICES; i += 1) {
      ids.push((await add(buildBrowser({ endpoint: `https://fcm.googleapis.com/${i}` }))).device.id);
    }
    const body = { ...buildBrowser({ endpoint: 'https://fcm.googleapis.com/more' }).subscription, label };
    const detail = 'This would be one of more than 10 devices of yours: remove one first.';
    expect(await call(ADD, { body })).toMatchObject({ status: 422, body: { detail } });
    expect((await call(REMOVE, { path: { id: ids[0] ?? '' } })).status).toBe(204);
    expect((await call(ADD, { body })).status).toBe(200);
  });

  it('is removed once, by its owner, and no webhook is removed as one', async () => {
    const { device } = await add();
    held.webhooks.set(`${ADA} aa11`, buildWebhook());
    const path = { id: device.id };
    expect(await call(REMOVE, { path, claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    expect(await call(REMOVE, { path: { id: 'aa11' } })).toMatchObject({ status: 404 });
    expect(await call(REMOVE, { path })).toMatchObject({ status: 204 });
    expect(await call(REMOVE, { path })).toMatchObject({ status: 404 });
    expect((await list()).items).toEqual([]);
  });

  it('is no webhook in the settings', async () => {
    const { device } = await add();
    expect(await call('GET /api/me')).toMatchObject({ body: { webhooks: [], limits: { webhooks: { used: 0 } } } });
    const webhooks = [{ id: device.id, state: 'removed' }];
    expect(await call('PUT /api/me', { body: { webhooks } })).toMatchObject({ status: 422 });
  });
});

describe('a registration is refused', () => {
  const { subscription } = buildBrowser();
  const { keys } = subscription;
  const offCurve = `B${Buffer.alloc(64, 7).toString('base64url')}`.slice(0, 87);

  it.each([
    ['endpoint', { endpoint: 'https://example.com/push' }],
    ['endpoint', { endpoint: 'https://169.254.169.254/latest' }],
    ['keys.p256dh', { keys: { ...keys, p256dh: keys.p256dh.slice(1) } }],
    ['keys.p256dh', { keys: { ...keys, p256dh: offCurve } }],
    ['keys.auth', { keys: { ...keys, auth: `${keys.auth}a` } }],
    ['label', { label: ' ' }],
    ['label', { label: 'x'.repeat(61) }],
    ['label', { label: 'a\u0000b' }],
  ])('for its %s: %j', async (path, fields) => {
    const answer = await call(ADD, { body: { ...subscription, label, ...fields } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [expect.objectContaining({ path })] } });
    expect(held.webhooks.size).toBe(0);
  });
});

describe('a test of a device', () => {
  it('can be read by its browser alone, and its result is listed', async () => {
    const browser = buildBrowser();
    const { device } = await add(browser);
    const detail = 'it took the message (201)';
    expect(await call(TEST, { path: { id: device.id } })).toMatchObject({ body: { result: 'sent', detail } });
    expect(calls).toMatchObject([{ url: browser.subscription.endpoint, headers: { urgency: 'high' } }]);
    const { body = '' } = calls[0] ?? {};
    const payload = typeof body === 'string' ? body : browser.decrypt(body);
    expect(JSON.parse(payload)).toMatchObject({ title: 'A test from Pricebell', path: '/settings' });
    expect((await list()).items).toMatchObject([{ lastResult: { result: 'sent', detail } }]);
  });

  it('removes it when its browser takes no notifications any more', async () => {
    const { device } = await add();
    status = 410;
    const answer = await call(TEST, { path: { id: device.id } });
    expect(answer).toMatchObject({ status: 200, body: { result: 'refused', detail: expect.stringContaining('410') } });
    expect((await list()).items).toEqual([]);
  });
});
