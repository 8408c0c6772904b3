import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhookCaller, type WebhookCall } from '../../../../../adapters/http/webhook-caller.ts';
import type { Answered, WebhookAnswer } from '../../../../../domain/channels/presets/preset.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { RECEIVER_HOST, startReceiver } from '../../../../support/https-receiver.ts';
import { keepLogLines } from '../../../../support/log-lines.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildWebhook } from '../../../../support/memory-webhooks.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { NOW, startApi } from '../call-api.ts';

keepLogLines();

const TEST = 'POST /api/me/webhooks/{id}/test';
const AT = '2026-11-22T09:00:00.000Z';
const HOOK = buildWebhook();

let held: Held;
let calls: WebhookCall[];
let answer: WebhookAnswer;
let call: ReturnType<typeof startApi>;

const answered = (status: number, fields: Partial<Answered> = {}): WebhookAnswer => ({
  ...{ kind: 'answered', status, retryAfterMs: null, text: '', body: '', location: null, tookMs: 20, isCutOff: false },
  ...fields,
});
const keep = (fields: Parameters<typeof buildWebhook>[0] = {}) =>
  held.webhooks.set(`${ADA} ${HOOK.id}`, buildWebhook(fields));
const kept = () => held.webhooks.get(`${ADA} ${HOOK.id}`);
const test = (fields = {}) => call(TEST, { path: { id: HOOK.id }, ...fields });

beforeEach(() => {
  held = holdNothing();
  calls = [];
  answer = answered(204);
  keep();
  const caller = {
    call: async (it: WebhookCall) => {
      calls.push(it);
      return answer;
    },
  };
  call = startApi(held, caller);
});

describe('a test of a webhook', () => {
  it('is sent as alerts are, and says that it was accepted', async () => {
    const body = { result: 'sent', at: AT, detail: 'it took the message (204)' };
    expect(await test()).toMatchObject({ status: 200, body });
    expect(calls).toMatchObject([
      {
        url: HOOK.url,
        headers: { 'webhook-id': expect.stringMatching(/^msg_/), 'webhook-signature': expect.stringMatching(/^v1,/) },
      },
    ]);
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      type: 'webhook.test',
      timestamp: AT,
      data: { webhookId: HOOK.id },
    });
    expect(await call('GET /api/me')).toMatchObject({ body: { webhooks: [{ id: HOOK.id, lastResult: body }] } });
  });

  it.each([
    ['telegram', '-5', { chat_id: '-5', text: expect.stringContaining('A test from Pricebell') }],
    ['discord', null, { content: 'A test from Pricebell' }],
    ['slack', null, { text: 'A test from Pricebell' }],
  ] as const)('has the form of its preset: %s', async (preset, chatId, body) => {
    keep({ preset, chatId });
    await test();
    expect(JSON.parse(String(calls[0]?.body))).toMatchObject(body);
  });

  it('says why it was refused, and neither counts nor switches off', async () => {
    keep({ preset: 'slack' });
    answer = answered(404, { text: 'no_service', body: 'no_service' });
    const detail = 'Slack does not know the webhook any more, or it is switched off (404: no_service)';
    expect(await test()).toMatchObject({ status: 200, body: { result: 'refused', at: AT, detail } });
    expect(kept()).toMatchObject({ state: 'active', failures: 0, lastResult: { result: 'refused', detail } });
  });

  it('that is accepted resets the refusals in a row', async () => {
    keep({ failures: 7 });
    await test();
    expect(kept()).toMatchObject({ failures: 0, workedAt: NOW });
  });

  it('calls a disabled webhook, and leaves it disabled', async () => {
    keep({ state: 'disabled', detail: 'it is gone for good (410)' });
    expect(await test()).toMatchObject({ status: 200, body: { result: 'sent' } });
    expect(kept()).toMatchObject({ state: 'disabled' });
  });

  it('follows a chat that has moved, and keeps to a pause that the receiver asks for', async () => {
    keep({ preset: 'telegram', chatId: '-5' });
    answer = answered(400, { body: '{"parameters":{"migrate_to_chat_id":-1007}}' });
    expect(await test()).toMatchObject({ body: { result: 'moved' } });
    expect(kept()).toMatchObject({ chatId: '-1007' });
    keep({ id: HOOK.id, pausedUntil: NOW + 42_000 });
    expect(await test()).toMatchObject({ status: 429, headers: { 'retry-after': '42' } });
    expect(calls).toHaveLength(1);
  });

  it('ends the rest after slow calls when the answer is prompt, and leaves it when it is slow', async () => {
    const slow = { slowCalls: 6, slowSince: NOW - 3_600_000, restsUntil: NOW + 42_000 };
    keep(slow);
    answer = answered(204, { tookMs: 3_000 });
    expect(await test()).toMatchObject({ body: { result: 'sent', detail: expect.stringContaining('took 3.0 s') } });
    expect(kept()).toMatchObject({ ...slow, state: 'active' });
    const other = 'bb22';
    held.webhooks.set(`${ADA} ${other}`, buildWebhook({ id: other, ...slow }));
    answer = answered(204);
    expect(await test({ path: { id: other } })).toMatchObject({ body: { result: 'sent' } });
    expect(held.webhooks.get(`${ADA} ${other}`)).toMatchObject({ slowCalls: 0, restsUntil: 0 });
  });

  it('is not made again at once', async () => {
    await test();
    expect(await test()).toMatchObject({ status: 429, headers: { 'retry-after': '10' } });
    expect(calls).toHaveLength(1);
  });

  it('is made alone: of many at once by one person, with as many webhooks, one is', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `w${index}`);
    for (const id of ids) held.webhooks.set(`${ADA} ${id}`, buildWebhook({ id }));
    held.webhooks.set('https://issuer.example#bob w', buildWebhook({ id: 'w' }));
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const slow = async (it: WebhookCall) => {
      calls.push(it);
      await ended;
      return answer;
    };
    call = startApi(held, { call: slow });
    const tests = ids.map((id) => test({ path: { id } }));
    const bobs = test({ claims: BOBS_CLAIMS, path: { id: 'w' } });
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    const refused = await Promise.all(tests.slice(1));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([429]));
    expect(refused[0]).toMatchObject({ headers: { 'retry-after': '10' } });
    end();
    expect((await Promise.all([tests[0], bobs])).map((it) => it?.status)).toEqual([200, 200]);
    expect(calls).toHaveLength(2);
    expect(await test({ path: { id: 'w1' } })).toMatchObject({ status: 200 });
  });

  it('that fails keeps nobody from the next one', async () => {
    const failing = async () => {
      throw new Error('a table is away');
    };
    call = startApi(held, { call: failing });
    expect((await test()).status).toBe(500);
    held.webhooks.set(`${ADA} bb22`, buildWebhook({ id: 'bb22' }));
    expect((await test({ path: { id: 'bb22' } })).status).toBe(500);
  });

  it("is refused for another person's webhook, and for one that does not exist", async () => {
    expect(await test({ claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
    expect(await test({ path: { id: 'none' } })).toMatchObject({ status: 404 });
    expect(calls).toEqual([]);
  });
});

it('a test calls no private address, whatever the name resolves to', async () => {
  const receiver = await startReceiver();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  keep({ url: `https://${RECEIVER_HOST}:${receiver.port}/in` });
  call = startApi(held, createWebhookCaller({ resolve, ca: receiver.ca }));
  const detail = 'its host leads to an address that is not public';
  expect(await test()).toMatchObject({ status: 200, body: { result: 'refused', detail } });
  expect(receiver.connections).toBe(0);
  await receiver.close();
});
