import fc from 'fast-check';
import { importJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { pushRequest } from '../../../../adapters/http/push-request.ts';
import { MAX_PAYLOAD_BYTES } from '../../../../domain/channels/presets/web-push.ts';
import { buildBrowser } from '../../../support/browser.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';

const sender = buildPushSender();
const message = { messageId: 'BTCUSDT-0-1@1', body: '{}' };
/** What push services take at least (RFC 8030, section 7.2). */
const MOST_BYTES = 4_096;

describe('the request of a push', () => {
  it('can be read by its browser alone, whatever it says, and does not show how much that is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: MAX_PAYLOAD_BYTES / 4 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        async (text, salt) => {
          const [browser, other] = [buildBrowser(), buildBrowser()];
          const plain = JSON.stringify({ text, salt });
          fc.pre(Buffer.byteLength(plain) <= MAX_PAYLOAD_BYTES);
          const { body } = await pushRequest({ ...message, device: browser.device(), body: plain }, sender);
          expect(browser.decrypt(body)).toBe(plain);
          expect(() => other.decrypt(body)).toThrow();
          expect(body.length).toBe(MOST_BYTES);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is signed with our key, for the push service that it goes to and for less than a day', async () => {
    const { headers } = await pushRequest({ ...message, device: buildBrowser().device() }, sender);
    const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization) ?? [];
    const { publicKey } = await sender.key.make();
    expect(key).toBe(publicKey);
    const point = Buffer.from(publicKey, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const { payload, protectedHeader } = await jwtVerify(
      token,
      await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'),
      {
        algorithms: ['ES256'],
      },
    );
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    expect(payload).toMatchObject({ aud: 'https://fcm.googleapis.com', sub: sender.contact });
    expect((payload.exp ?? 0) * 1_000 - Date.now()).toBeLessThan(24 * 60 * 60_000);
  });

  it('is kept for a day and sent at once; a second attempt takes the place of the first, and no other message does', async () => {
    const topicOf = async (messageId: string) => {
      const { headers } = await pushRequest({ ...message, messageId, device: buildBrowser().device() }, sender);
      expect(headers).toMatchObject({ ttl: '86400', urgency: 'high', 'content-encoding': 'aes128gcm' });
      return headers.topic;
    };
    expect(await topicOf('a@1')).toMatch(/^[\w-]{1,32}$/);
    expect(await topicOf('a@1')).toBe(await topicOf('a@1'));
    expect(await topicOf('a@1')).not.toBe(await topicOf('a@2'));
  });

  it('is not made without a key', async () => {
    const noKey = { ...sender, key: { read: async () => null } };
    await expect(pushRequest({ ...message, device: buildBrowser().device() }, noKey)).rejects.toThrow('is not there');
  });
});
