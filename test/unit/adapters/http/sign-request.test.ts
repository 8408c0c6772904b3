import { webcrypto } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { afterEach, expect, test } from 'vitest';
import { receiversId, signedHeaders } from '../../../../adapters/http/sign-request.ts';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../../support/https-receiver.ts';
import { POST, writeBody } from '../../../support/preset-request.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;
const trigger = buildTrigger({ symbol: '币USDT', note: 'teuer: 65 000 €' });
const body = writeBody(trigger, { preset: 'standard', chatId: null });

let receiver: HttpsReceiver | undefined;
afterEach(() => receiver?.close());

test('what a receiver gets over the wire is verified by the reference library', async () => {
  receiver = await startReceiver();
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const caller = createWebhookCaller({ resolve, mayCall: () => true, ca: receiver.ca });
  const now = Date.now();
  const headers = signedHeaders({ messageId: trigger.id, body, secret: SECRET, now });
  await caller.call({ ...POST, url: `https://${RECEIVER_HOST}:${receiver.port}/`, headers, body }, now);
  const [got] = receiver.requests;
  const given = Object.fromEntries(Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]));
  expect(given['content-type']).toBe('application/json; charset=utf-8');
  expect(new Webhook(SECRET).verify(got?.body ?? '', given)).toMatchObject({
    type: 'trigger.fired',
    data: { symbol: '币USDT' },
  });
  const forged = (got?.body ?? '').replace('65001.2', '65001.3');
  expect(() => new Webhook(SECRET).verify(forged, given)).toThrow(WebhookVerificationError);
  const another = `whsec_${Buffer.from('another secret').toString('base64')}`;
  expect(() => new Webhook(another).verify(got?.body ?? '', given)).toThrow(WebhookVerificationError);
});

test('the signature is the one that the specification describes', async () => {
  const headers = signedHeaders({ messageId: 'x', body, secret: SECRET, now: 1_700_000_000_999 });
  expect(headers['webhook-timestamp']).toBe('1700000000');
  const content = `${headers['webhook-id']}.1700000000.${body}`;
  const raw = Buffer.from('a secret of thirty-two bytes, ok');
  const key = await webcrypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await webcrypto.subtle.sign('HMAC', key, new TextEncoder().encode(content));
  expect(headers['webhook-signature']).toBe(`v1,${Buffer.from(mac).toString('base64')}`);
});

test('the id is the same for every attempt, another for every message, and fit for a header', () => {
  const ids = ['币USDT-0-01J9@1', 'notice#https://issuer.example#ada@coin-dark:BTCUSDT:1', 'a.b@c'].map(receiversId);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
  expect(receiversId(trigger.id)).toBe(receiversId(trigger.id));
});
