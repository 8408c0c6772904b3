import { beforeEach, describe, expect, it } from 'vitest';
import { webhookId } from '../../../../../adapters/dynamodb/people/webhook-table.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { NOW, startApi } from '../call-api.ts';

const ADD = 'POST /api/me/webhooks';
const CHANGE = 'PATCH /api/me/webhooks/{id}';
const CREATE = 'POST /api/alerts';
const RULE = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };
const TOKEN = '1234567890/AbCdEfGhIjKl';
const TARGET = { url: `https://discord.com/api/webhooks/${TOKEN}`, preset: 'discord', chatId: null } as const;
const SHOWN = 'https://discord.com/api/webhooks/1234567890/••••IjKl';
const ID = webhookId(TARGET);
const WORDS = { title: '{{symbol}} at {{price}}', text: null, body: null };

let held: Held;
let call: ReturnType<typeof startApi>;
beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

const kept = (id = ID) => held.webhooks.get(`${ADA} ${id}`);
const keep = (fields: Parameters<typeof buildWebhook>[0] = {}) => {
  const webhook = buildWebhook({ id: ID, ...TARGET, ...fields });
  held.webhooks.set(`${ADA} ${webhook.id}`, webhook);
};
const change = (body: unknown, fields = {}) => call(CHANGE, { path: { id: ID }, body, ...fields });
const create = (channels: unknown) => call(CREATE, { body: { ...RULE, channels } });
const refusal = (path: string, message = /./) => ({
  ...{ status: 422, body: { errors: [{ path, message: expect.stringMatching(message) }] } },
});

describe('a webhook that is set up', () => {
  it('is kept, counted, and shown without its secret', async () => {
    const body = { url: TARGET.url, preset: 'discord', label: ' Trading room ', template: { title: WORDS.title } };
    const view = { id: ID, version: 1, label: 'Trading room', url: SHOWN, preset: 'discord', template: WORDS };
    const answer = await call(ADD, { body });
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { ...view, options: {}, state: 'active' },
    });
    expect(kept()).toMatchObject({ ...TARGET, label: 'Trading room', template: WORDS, version: 1, at: NOW });
    expect(held.counts.get(`${ADA} usage`)?.counts.webhooks).toEqual(new Set([ID]));
    expect(held.webhookSecrets.get(ADA)).toMatch(/^whsec_/);
    expect(await call('GET /api/me')).toMatchObject({ body: { webhooks: [view], limits: { webhooks: { used: 1 } } } });
  });

  it.each([
    [{ url: 'https://192.168.1.1/in' }, 'url', /private network/],
    [{ url: SHOWN, preset: 'discord' }, 'url', /in place of a secret/],
    [{ url: TARGET.url, preset: 'discord', chatId: '5' }, 'chatId', /telegram/],
    [{ url: TARGET.url, preset: 'discord', options: { volume: 3 } }, 'options.volume', /no option of discord/],
    [
      { url: TARGET.url, preset: 'discord', template: { title: '{{prise}}' } },
      'template.title',
      /\{\{prise\}\}.*\{\{symbol\}\}/,
    ],
    [{ url: TARGET.url, preset: 'discord', template: { body: '{}' } }, 'template.body', /no place/],
    [{ url: 'https://a.example/in', template: { text: 'hi' } }, 'template.text', /no place .* standard/],
    [{ url: TARGET.url, preset: 'discord', label: '' }, 'label', /empty/],
  ])('is refused: %j', async (body, path, why) => {
    expect(await call(ADD, { body })).toMatchObject(refusal(path, why));
    expect(held.webhooks.size).toBe(0);
  });

  it('has its address for itself', async () => {
    keep();
    expect(await call(ADD, { body: TARGET })).toMatchObject(refusal('url', new RegExp(ID)));
    expect(await call(ADD, { body: TARGET, claims: BOBS_CLAIMS })).toMatchObject({ status: 201 });
  });
});

describe('a change of a webhook', () => {
  it('sets what it names, and leaves the rest', async () => {
    keep({ label: 'Room', failures: 3 });
    const answer = await change({ template: { title: WORDS.title } });
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { version: 2, label: 'Room', template: WORDS },
    });
    expect(kept()).toMatchObject({ ...TARGET, label: 'Room', template: WORDS, failures: 3 });
    expect(await change({ label: null, template: null })).toMatchObject({
      body: { version: 3, label: null, template: null },
    });
  });

  it('changes nothing when all is as it is shown', async () => {
    keep({ label: 'Room', template: WORDS });
    expect(await change({ url: SHOWN, label: 'Room', options: {}, template: WORDS })).toMatchObject({
      ...{ status: 200, body: { version: 1 } },
    });
    expect(kept()).toMatchObject({ version: 1, ...TARGET });
  });

  it('replaces its secret, and alerts go on naming it', async () => {
    const made = await create([{ type: 'webhook', ...TARGET }]);
    const url = 'https://discord.com/api/webhooks/1234567890/MnOpQrStUvWx';
    expect(await change({ url })).toMatchObject({
      body: { id: ID, url: 'https://discord.com/api/webhooks/1234567890/••••UvWx' },
    });
    expect(kept()?.url).toBe(url);
    const { id } = made.body as { id: string };
    expect(await call('GET /api/alerts/{id}', { path: { id } })).toMatchObject({
      body: { channels: [{ id: ID, url: 'https://discord.com/api/webhooks/1234567890/••••UvWx' }] },
    });
  });

  it('switches it on and off as `PUT /api/me` does', async () => {
    keep({ state: 'disabled', detail: '410', failures: 10, slowCalls: 2 });
    expect(await change({ state: 'active' })).toMatchObject({ body: { state: 'active', detail: null } });
    expect(kept()).toMatchObject({ at: NOW, failures: 0, slowCalls: 0 });
    expect(await change({ state: 'disabled' })).toMatchObject({ body: { detail: 'switched off by you' } });
  });

  it('is of the version that was read, if it says so', async () => {
    keep();
    expect(await change({ label: 'a' }, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 200 });
    expect(await change({ label: 'b' }, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412 });
  });

  it("is not made of another person's, nor of a device", async () => {
    keep();
    expect(await change({ label: 'a' }, { claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    expect(kept()?.label).toBe(null);
  });

  it('never gives two of them the same address', async () => {
    keep();
    keep({ id: 'bb22', url: 'https://discord.com/api/webhooks/2/other' });
    expect(await change({ url: 'https://discord.com/api/webhooks/2/other' })).toMatchObject(refusal('url', /bb22/));
  });
});

describe('a channel', () => {
  const BY_ID = { type: 'webhook', id: ID };
  const AS_SHOWN = { ...BY_ID, ...TARGET, url: SHOWN };

  it.each([
    ['its id alone', BY_ID],
    ['its id, and what is shown of it', AS_SHOWN],
    ['what is shown of it, as earlier clients send it back', { ...AS_SHOWN, id: undefined }],
    ['its address', { type: 'webhook', ...TARGET }],
    ['the words that it has', { ...BY_ID, template: { title: WORDS.title } }],
  ])('names a webhook by %s', async (_how, channel) => {
    keep({ template: WORDS });
    expect(await create([channel])).toMatchObject({ status: 201, body: { channels: [AS_SHOWN] } });
    expect(held.webhooks.size).toBe(1);
    expect(kept()?.version).toBe(1);
  });

  it('brings words when it names a webhook for the first time', async () => {
    const words = { title: WORDS.title };
    expect(await create([{ type: 'webhook', ...TARGET, template: words }])).toMatchObject({ status: 201 });
    expect(kept()?.template).toEqual(WORDS);
  });

  it.each([
    [{ ...BY_ID, template: { text: 'other' } }, 'channels.0.template', /PATCH \/api\/me\/webhooks\//],
    [{ type: 'webhook', ...TARGET, template: { text: 'other' } }, 'channels.0.template', /PATCH/],
    [{ ...BY_ID, url: 'https://discord.com/api/webhooks/2/other' }, 'channels.0.url', /PATCH/],
    [{ ...BY_ID, preset: 'slack' }, 'channels.0.preset', /PATCH/],
    [{ ...BY_ID, options: { volume: 3 } }, 'channels.0.options', /PATCH/],
    [{ type: 'webhook', id: 'none' }, 'channels.0.id', /none of your webhooks/],
    [
      { ...AS_SHOWN, id: 'none', url: 'https://discord.com/api/webhooks/1234567890/••••none' },
      'channels.0.url',
      /set it up first/,
    ],
    [{ type: 'webhook', preset: 'slack' }, 'channels.0.url', /required/],
    [
      { type: 'webhook', ...TARGET, url: 'https://discord.com/api/webhooks/3/c', template: { title: '{{x}}' } },
      'channels.0.template.title',
      /unknown/,
    ],
  ])('is refused: %j', async (channel, path, why) => {
    keep({ template: WORDS });
    expect(await create([channel])).toMatchObject(refusal(path, why));
    expect(held.alerts.size).toBe(0);
  });

  it('is refused when another channel of the request sets the same webhook up otherwise', async () => {
    const titles = ['one', 'other'].map((title) => ({ type: 'webhook', ...TARGET, template: { title } }));
    expect(await create(titles)).toMatchObject(refusal('channels.1.template', /differs/));
    expect(held.webhooks.size).toBe(0);
    expect(await create([titles[0], { type: 'webhook', ...TARGET }])).toMatchObject({ body: { channels: [AS_SHOWN] } });
    expect(kept()?.template?.title).toBe('one');
  });

  it('says so when two webhooks are shown alike', async () => {
    keep();
    keep({ id: 'bb22', url: 'https://discord.com/api/webhooks/1234567890/other-AbIjKl' });
    expect(await create([{ ...AS_SHOWN, id: undefined }])).toMatchObject(refusal('channels.0.url', /by its id/));
    expect(await create([{ ...AS_SHOWN, id: 'bb22' }])).toMatchObject({ status: 201 });
  });

  it("never names another person's", async () => {
    keep();
    const answer = await call(CREATE, { body: { ...RULE, channels: [BY_ID] }, claims: BOBS_CLAIMS });
    expect(answer).toMatchObject(refusal('channels.0.id'));
  });

  it('can be previewed before it is set up', async () => {
    expect(await call('POST /api/alerts/preview', { body: { ...RULE, channels: [BY_ID] } })).toMatchObject({
      status: 200,
    });
  });
});

describe('an export', () => {
  it('names webhooks by id and by what is shown, and comes back to the same ones', async () => {
    await create([{ type: 'webhook', ...TARGET }]);
    const { body } = await call('GET /api/alerts/export');
    expect(JSON.stringify(body)).not.toContain(TOKEN);
    held.alerts.clear();
    expect(await call('POST /api/alerts/import', { body })).toMatchObject({ body: { made: 1, refused: 0 } });
    expect(held.webhooks.size).toBe(1);
    const bobs = await call('POST /api/alerts/import', { body, claims: BOBS_CLAIMS });
    expect(bobs).toMatchObject({ body: { made: 0, results: [{ problem: { errors: [{ path: 'channels.0.url' }] } }] } });
  });
});
