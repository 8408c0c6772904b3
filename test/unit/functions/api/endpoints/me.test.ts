import { beforeEach, describe, expect, it } from 'vitest';
import type { Webhook } from '../../../../../domain/channels/webhook.ts';
import { ADAS_CLAIMS, BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { buildProfile, type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { type CallApi, NOW, startApi, startApiOver } from '../call-api.ts';

const GET = 'GET /api/me';
const PUT = 'PUT /api/me';
const NOTHING_SET = {
  email: 'ada@example.com',
  emailVerified: true,
  admin: false,
  timeZone: 'UTC',
  quietHours: null,
  digest: null,
  mail: { state: 'on', since: null, detail: null, delayed: null },
  webhooks: [],
  webhookSecret: null,
};

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

function keep(person: string, ...webhooks: Webhook[]) {
  for (const webhook of webhooks) held.webhooks.set(`${person} ${webhook.id}`, webhook);
}

describe('GET /api/me', () => {
  it('shows the defaults to a person who never wrote anything, and stores nothing', async () => {
    expect(await call(GET)).toMatchObject({ status: 200, body: NOTHING_SET });
    const claims = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };
    expect(await call(GET, { claims })).toMatchObject({ body: { admin: true } });
    expect(held.profiles.size).toBe(0);
  });

  describe('shows each limit', () => {
    const unused = { most: LIMITS.writesPerMinute, used: 0, until: '2026-11-22T09:01:00.000Z' };

    it('with what is used of it, and until when where it is a rate', async () => {
      expect(await call(GET)).toMatchObject({
        body: {
          limits: {
            alerts: { most: 2_000, used: 0 },
            armedAlertsPerCoin: { most: 500 },
            coins: { most: 50, used: 0 },
            webhooks: { most: 20, used: 0 },
            writesPerMinute: unused,
            previewMsPerMinute: { ...unused, most: 10_000 },
            firesPerHour: { most: 60 },
          },
        },
      });
    });

    it('as requests use it, in the minute of our own clock', async () => {
      let now = NOW + 59_000;
      const callAt: CallApi = startApiOver(memoryTables(held), () => now);
      const condition = { metric: 'price', op: 'above', level: '1' };
      const channels = [{ type: 'webhook', url: 'https://hooks.example/x' }];
      await callAt('POST /api/alerts', { body: { symbol: 'BTCUSDT', condition, channels } });
      await callAt('POST /api/alerts', { body: {} });
      held.rates.set(`${ADA} ${NOW} previewMs`, 700);
      expect((await callAt(GET)).body).toMatchObject({
        limits: {
          alerts: { used: 1 },
          coins: { used: 1 },
          webhooks: { used: 1 },
          writesPerMinute: { ...unused, used: 2 },
          previewMsPerMinute: { used: 700 },
        },
      });
      now = NOW + 60_000;
      const { body } = await callAt(GET);
      const next = { used: 0, until: '2026-11-22T09:02:00.000Z' };
      expect(body).toMatchObject({ limits: { alerts: { used: 1 }, writesPerMinute: next, previewMsPerMinute: next } });
    });

    it('of which an admin has more coins', async () => {
      const claims = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };
      expect(await call(GET, { claims })).toMatchObject({ body: { limits: { coins: { most: 1_000, used: 0 } } } });
    });
  });

  it.each(['bounced', 'complained', 'unsubscribed'] as const)(
    'says since when and why no mails are sent: %s',
    async (reason) => {
      const mailOff = { reason, address: 'ada@example.com', at: NOW, detail: 'said the host' };
      held.profiles.set(ADA, buildProfile({ mailOff }));
      const { body } = await call(GET);
      expect(body).toMatchObject({
        mail: { state: reason, since: '2026-11-22T09:00:00.000Z', detail: 'said the host' },
      });
    },
  );

  it('says since when and why mails wait for SES; not while none is wanted', async () => {
    const detail = 'no mail can leave from bell@example.com yet';
    held.mailDelays.set(ADA, { since: NOW, detail });
    const delayed = { since: '2026-11-22T09:00:00.000Z', detail };
    expect(await call(GET)).toMatchObject({ body: { mail: { state: 'on', since: null, detail: null, delayed } } });
    const mailOff = { reason: 'unsubscribed' as const, address: 'ada@example.com', at: NOW, detail: null };
    held.profiles.set(ADA, buildProfile({ mailOff }));
    expect(await call(GET)).toMatchObject({ body: { mail: { state: 'unsubscribed', delayed: null } } });
  });

  it('does not apply a bounce to another address', async () => {
    const mailOff = { reason: 'bounced' as const, address: 'old@example.com', at: NOW, detail: null };
    held.profiles.set(ADA, buildProfile({ mailOff }));
    expect(await call(GET)).toMatchObject({ body: { mail: { state: 'on', since: null } } });
    held.profiles.set(ADA, buildProfile({ mailOff: { ...mailOff, reason: 'unsubscribed' } }));
    expect(await call(GET)).toMatchObject({ body: { mail: { state: 'unsubscribed' } } });
  });

  it("shows the caller's webhooks and secret, and nobody else's", async () => {
    const off = { state: 'disabled' as const, at: NOW, detail: 'it answered 410' };
    keep(ADA, buildWebhook({ id: 'bb22', preset: 'telegram', chatId: '-100', ...off }), buildWebhook());
    held.webhookSecrets.set(ADA, 'whsec_a');
    expect((await call(GET)).body).toMatchObject({
      webhooks: [
        {
          id: 'aa11',
          url: 'https://hooks.example.com/a',
          preset: 'standard',
          chatId: null,
          state: 'active',
          detail: null,
        },
        {
          id: 'bb22',
          preset: 'telegram',
          chatId: '-100',
          state: 'disabled',
          since: '2026-11-22T09:00:00.000Z',
          detail: 'it answered 410',
        },
      ],
      webhookSecret: 'whsec_a',
    });
    expect(await call(GET, { claims: BOBS_CLAIMS })).toMatchObject({ body: { webhooks: [], webhookSecret: null } });
  });

  it('needs a token', async () => {
    expect(await call(GET, { claims: null })).toMatchObject({ status: 401 });
    expect(await call(PUT, { claims: null, body: {} })).toMatchObject({ status: 401 });
  });
});

describe('PUT /api/me', () => {
  it('stores the address and what is set, and answers as GET does', async () => {
    const set = {
      timeZone: 'America/Argentina/Buenos_Aires',
      quietHours: { from: '22:00', to: '07:30' },
      digest: { every: 'day', at: '08:00' },
    };
    const answer = await call(PUT, { body: set });
    expect(answer).toMatchObject({ status: 200, body: { ...NOTHING_SET, ...set } });
    expect((await call(GET)).body).toEqual(answer.body);
    expect(held.profiles.get(ADA)).toMatchObject({ email: 'ada@example.com', settings: set });
  });

  it('keeps what it does not name, and null clears', async () => {
    await call(PUT, {
      body: { timeZone: 'Asia/Tokyo', quietHours: { from: '22:00', to: '07:00' }, digest: { every: 'hour' } },
    });
    expect(await call(PUT, { body: {} })).toMatchObject({
      status: 200,
      body: { timeZone: 'Asia/Tokyo', digest: { every: 'hour' } },
    });
    const { body } = await call(PUT, { body: { quietHours: null } });
    expect(body).toMatchObject({ timeZone: 'Asia/Tokyo', quietHours: null, digest: { every: 'hour' } });
    const cleared = await call(PUT, { body: { timeZone: null, digest: null } });
    expect(cleared.body).toEqual({ ...NOTHING_SET, limits: expect.anything() });
  });

  it.each<[unknown, string]>([
    [{ timeZone: 'Europe/Atlantis' }, 'timeZone'],
    [{ timeZone: '+01:00' }, 'timeZone'],
    [{ timeZone: '' }, 'timeZone'],
    [{ timeZone: 1 }, 'timeZone'],
    [{ timeZone: 'A'.repeat(65) }, 'timeZone'],
    [{ quietHours: { from: '22:00', to: '22:00' } }, 'quietHours.to'],
    [{ quietHours: { from: '24:00', to: '07:00' } }, 'quietHours.from'],
    [{ quietHours: { from: '7:00', to: '08:00' } }, 'quietHours.from'],
    [{ quietHours: { from: '22:00' } }, 'quietHours.to'],
    [{ quietHours: { from: '22:00', to: '07:00', on: true } }, 'quietHours.on'],
    [{ digest: { every: 'week' } }, 'digest.every'],
    [{ digest: { every: 'day' } }, 'digest.at'],
    [{ digest: { every: 'hour', at: '08:00' } }, 'digest.at'],
    [{ mail: 'off' }, 'mail'],
    [{ mail: 'bounced' }, 'mail'],
    [{ mail: null }, 'mail'],
    [{ webhooks: [{ id: 'none', state: 'active' }] }, 'webhooks.0.id'],
    [{ webhooks: [{ id: 'aa11', state: 'gone' }] }, 'webhooks.0.state'],
    [
      {
        webhooks: [
          { id: 'aa11', state: 'active' },
          { id: 'aa11', state: 'disabled' },
        ],
      },
      'webhooks',
    ],
    [{ webhookSecret: 'whsec_mine' }, 'webhookSecret'],
    [{ email: 'eve@example.com' }, 'email'],
    [[], ''],
  ])('refuses %j, naming the field, and changes nothing', async (wrong, path) => {
    held.profiles.set(ADA, buildProfile());
    keep(ADA, buildWebhook());
    const before = structuredClone([held.profiles.get(ADA)?.settings, held.webhooks, held.webhookSecrets]);
    const body = Array.isArray(wrong) ? wrong : { digest: { every: 'hour' }, webhookSecret: 'new', ...Object(wrong) };
    const answer = await call(PUT, { body });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.body).toMatchObject({ errors: [{ path }] });
    expect([held.profiles.get(ADA)?.settings, held.webhooks, held.webhookSecrets]).toEqual(before);
  });

  it.each([
    [{ every: 'week' }, 'digest.every must be "hour" or "day"'],
    ['hour', 'digest must be {"every":"hour"} or {"every":"day","at":"08:00"}'],
  ])('says for the digest %j what the wrong field may be', async (digest, detail) => {
    expect(await call(PUT, { body: { digest } })).toMatchObject({ status: 422, body: { detail } });
  });

  it('switches mails off and on again, also after a bounce', async () => {
    const off = await call(PUT, { body: { mail: 'unsubscribed' } });
    expect(off).toMatchObject({
      status: 200,
      body: { mail: { state: 'unsubscribed', since: '2026-11-22T09:00:00.000Z' } },
    });
    expect(await call(PUT, { body: { mail: 'on' } })).toMatchObject({ body: { mail: { state: 'on', since: null } } });
    const mailOff = { reason: 'bounced' as const, address: 'ada@example.com', at: NOW, detail: null };
    held.profiles.set(ADA, buildProfile({ mailOff }));
    expect(await call(PUT, { body: { timeZone: 'UTC' } })).toMatchObject({ body: { mail: { state: 'bounced' } } });
    expect(await call(PUT, { body: { mail: 'on' } })).toMatchObject({ body: { mail: { state: 'on' } } });
  });

  it("switches a webhook off and on, and does not touch one that is already so, nor other people's", async () => {
    keep(ADA, buildWebhook(), buildWebhook({ id: 'bb22', failures: 3 }));
    keep('bob', buildWebhook());
    const change = (state: string) => [
      { id: 'aa11', state },
      { id: 'bb22', state: 'active' },
    ];
    expect(await call(PUT, { body: { webhooks: change('disabled') } })).toMatchObject({
      status: 200,
      body: {
        webhooks: [
          { id: 'aa11', state: 'disabled', since: '2026-11-22T09:00:00.000Z', detail: 'switched off by you' },
          { since: '1970-01-01T00:00:01.000Z' },
        ],
      },
    });
    expect(held.webhooks.get(`${ADA} bb22`)?.failures).toBe(3);
    expect(held.webhooks.get('bob aa11')).toEqual(buildWebhook());
    const { body } = await call(PUT, { body: { webhooks: change('active') } });
    expect(body).toMatchObject({ webhooks: [{ id: 'aa11', state: 'active', detail: null }, {}] });
  });

  it('deletes a removed webhook, so that there is room for another', async () => {
    keep(ADA, buildWebhook(), buildWebhook({ id: 'bb22' }));
    keep('bob', buildWebhook());
    const { body } = await call(PUT, { body: { webhooks: [{ id: 'aa11', state: 'removed' }] } });
    expect(Object(body).webhooks).toMatchObject([{ id: 'bb22' }]);
    expect([...held.webhooks.keys()]).toEqual([`${ADA} bb22`, 'bob aa11']);
  });

  it('makes another secret at each request for one', async () => {
    held.webhookSecrets.set(ADA, 'whsec_leaked');
    const secretOf = async () => Object(await call(PUT, { body: { webhookSecret: 'new' } })).body.webhookSecret;
    const [first, second] = [await secretOf(), await secretOf()];
    expect(new Set(['whsec_leaked', first, second]).size).toBe(3);
    expect(held.webhookSecrets.get(ADA)).toBe(second);
  });
});
