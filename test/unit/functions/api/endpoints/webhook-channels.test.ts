import { beforeEach, describe, expect, it } from 'vitest';
import { webhookId } from '../../../../../adapters/dynamodb/people/webhook-table.ts';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { MAX_WEBHOOKS, newWebhook } from '../../../../../domain/channels/webhook.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { NOW, startApi } from '../call-api.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };
const POST = 'POST /api/alerts';
const PATCH = 'PATCH /api/alerts/{id}';
const PREVIEW = 'POST /api/alerts/preview';
const EMAIL = { type: 'email' };
const HOOK = { type: 'webhook', url: 'https://hooks.example.com/in' };
const HOOK_TARGET = { url: HOOK.url, preset: 'standard', chatId: null } as const;
const HOOK_ID = webhookId(HOOK_TARGET);
const HOOK_VIEW = { type: 'webhook', id: HOOK_ID, ...HOOK_TARGET };
const TELEGRAM_TARGET = {
  url: 'https://api.telegram.org/bot123456:AAE-secret-x9Yz/sendMessage',
  preset: 'telegram',
  chatId: '-100123',
} as const;
const TELEGRAM = { type: 'webhook', ...TELEGRAM_TARGET };
const TELEGRAM_VIEW = {
  ...TELEGRAM,
  id: webhookId(TELEGRAM_TARGET),
  url: 'https://api.telegram.org/bot••••x9Yz/sendMessage',
};

let held: Held;
let call: ReturnType<typeof startApi>;
beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

async function create(channels: unknown[], headers = {}) {
  const answer = await call(POST, { body: { ...ALERT, channels }, headers });
  expect(answer).toMatchObject({ status: 201 });
  return alertViewSchema.parse(answer.body);
}

const kept = (id: string) => held.webhooks.get(`${ADA} ${id}`);
const stored = (id: string) => held.alerts.get(id)?.channels;

describe('an alert with webhooks', () => {
  it('stores them by id, and shows them by address', async () => {
    const view = await create([EMAIL, HOOK, TELEGRAM]);
    expect(view.channels).toEqual([EMAIL, HOOK_VIEW, TELEGRAM_VIEW]);
    expect(stored(view.id)).toEqual([
      EMAIL,
      { type: 'webhook', id: HOOK_ID },
      { type: 'webhook', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
    ]);
    expect(kept(HOOK_ID)).toEqual(newWebhook({ id: HOOK_ID, ...HOOK_TARGET }, NOW));
    expect(held.webhookSecrets.get(ADA)).toMatch(/^whsec_/);
  });

  it('looks the same in every route, and is shown to its owner only', async () => {
    const { id } = await create([HOOK]);
    const one = await call('GET /api/alerts/{id}', { path: { id } });
    expect(one).toMatchObject({ body: { channels: [HOOK_VIEW] } });
    expect(await call('GET /api/alerts')).toMatchObject({ body: { items: [{ channels: [HOOK_VIEW] }] } });
    const bobs = await call('GET /api/alerts/{id}', { path: { id }, claims: BOBS_CLAIMS });
    expect(bobs.status).toBe(404);
    expect(JSON.stringify(bobs.body)).not.toContain('hooks.example.com');
  });

  it('can be sent back as it is shown, and nothing changes', async () => {
    const { id, channels } = await create([EMAIL, HOOK, TELEGRAM]);
    const answer = await call(PATCH, { path: { id }, body: { channels } });
    expect(answer).toMatchObject({ status: 200, body: { channels, version: 1 } });
    expect(held.webhooks.size).toBe(2);
  });

  it('can be sent back as it is shown after its chat has moved, and is the same webhook', async () => {
    const { id, channels } = await create([TELEGRAM]);
    const [webhook] = [...held.webhooks.values()];
    held.webhooks.set(`${ADA} ${webhook?.id}`, buildWebhook({ ...webhook, chatId: '-100999' }));
    const moved = { ...TELEGRAM_VIEW, chatId: '-100999' };
    expect(await call('GET /api/alerts/{id}', { path: { id } })).toMatchObject({ body: { channels: [moved] } });
    for (const shown of [[moved], channels]) {
      expect(await call(PATCH, { path: { id }, body: { channels: shown } })).toMatchObject({
        ...{ status: 200, body: { channels: [moved], version: 1 } },
      });
    }
    expect(held.webhooks.size).toBe(1);
  });

  it('names the same webhook however its address is written', async () => {
    const { id } = await create([{ ...HOOK, url: 'HTTPS://Hooks.Example.COM:443/in' }]);
    expect(stored(id)).toEqual([{ type: 'webhook', id: HOOK_ID }]);
  });

  it('changes them by a patch, and other fields without them', async () => {
    const { id } = await create([EMAIL]);
    expect(held.webhooks.size).toBe(0);
    const changed = await call(PATCH, { path: { id }, body: { channels: [HOOK] } });
    expect(changed).toMatchObject({ status: 200, body: { channels: [HOOK_VIEW], version: 2, status: 'arming' } });
    const noted = await call(PATCH, { path: { id }, body: { note: 'sell' } });
    expect(noted).toMatchObject({ body: { channels: [HOOK_VIEW], note: 'sell', version: 3 } });
  });

  it('is made once by an idempotency key', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const first = await create([HOOK], headers);
    expect(await create([HOOK], headers)).toEqual(first);
    expect(held.alerts.size).toBe(1);
  });

  it('enables a disabled webhook when the alert is saved with it', async () => {
    const { id } = await create([HOOK]);
    const off = buildWebhook({ ...HOOK_TARGET, id: HOOK_ID, state: 'disabled', at: 5, detail: '410', failures: 10 });
    held.webhooks.set(`${ADA} ${HOOK_ID}`, off);
    await call(PATCH, { path: { id }, body: { note: 'sell' } });
    expect(kept(HOOK_ID)).toEqual(off);
    await call(PATCH, { path: { id }, body: { channels: [HOOK] } });
    expect(kept(HOOK_ID)).toMatchObject({ state: 'active', at: NOW, detail: null, failures: 0 });
  });

  it('counts a webhook that was removed, and that the same channels bring back', async () => {
    const { id, channels } = await create([HOOK]);
    const counted = () => held.counts.get(`${ADA} usage`)?.counts.webhooks;
    await call('PUT /api/me', { body: { webhooks: [{ id: HOOK_ID, state: 'removed' }] } });
    expect(counted()).toEqual(new Set());
    expect(await call(PATCH, { path: { id }, body: { channels } })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    expect([kept(HOOK_ID)?.state, counted()]).toEqual(['active', new Set([HOOK_ID])]);
  });

  it("never finds another person's", async () => {
    await create([HOOK]);
    await call(POST, { body: { ...ALERT, channels: [HOOK] }, claims: BOBS_CLAIMS });
    expect(held.webhooks.size).toBe(2);
    expect(new Set(held.webhookSecrets.values()).size).toBe(2);
  });
});

describe('refused with the field', () => {
  const six = [0, 1, 2, 3, 4, 5].map((i) => ({ ...HOOK, url: `https://hooks.example.com/${i}` }));

  it.each([
    [[{ ...HOOK, url: 'http://hooks.example.com/in' }], 'channels.0.url'],
    [[{ ...HOOK, url: 'https://ada:secret@hooks.example.com/in' }], 'channels.0.url'],
    [[EMAIL, { ...HOOK, url: 'https://192.168.1.1/in' }], 'channels.1.url'],
    [[{ ...HOOK, url: 'https://0x7f.1/in' }], 'channels.0.url'],
    [[{ ...HOOK, url: 'https://[::ffff:10.0.0.1]/in' }], 'channels.0.url'],
    [[{ ...HOOK, url: 'https://localhost/in' }], 'channels.0.url'],
    [[{ type: 'pigeon' }], 'channels.0.type'],
    [[{ type: 'live' }], 'channels.0.type'],
    [[{ ...HOOK, secret: 'x' }], 'channels.0.secret'],
    [[HOOK, HOOK], 'channels'],
    [six, 'channels'],
  ])('%j', async (channels, path) => {
    const { id } = await create([EMAIL]);
    const refused = { status: 422, body: { errors: [{ path }] } };
    expect(await call(POST, { body: { ...ALERT, channels } })).toMatchObject(refused);
    expect(await call(PREVIEW, { body: { ...ALERT, channels } })).toMatchObject(refused);
    expect(await call(PATCH, { path: { id }, body: { channels } })).toMatchObject(refused);
    expect(held.webhooks.size).toBe(0);
    expect(held.alerts.size).toBe(1);
  });

  it('one webhook more than a person may have', async () => {
    for (let i = 0; i < MAX_WEBHOOKS; i += 1) held.webhooks.set(`${ADA} x${i}`, buildWebhook({ id: `x${i}` }));
    const answer = await call(POST, { body: { ...ALERT, channels: [EMAIL, HOOK] } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'channels.1.url' }] } });
    expect(held.webhooks.size).toBe(MAX_WEBHOOKS);
    await call('PUT /api/me', { body: { webhooks: [{ id: 'x0', state: 'removed' }] } });
    await create([EMAIL, HOOK]);
    await create([HOOK]);
  });
});

it('a preview stores no webhook', async () => {
  expect(await call(PREVIEW, { body: { ...ALERT, channels: [HOOK] } })).toMatchObject({ status: 200 });
  expect(held.webhooks.size).toBe(0);
});
