import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { type Device, newDevice } from '../../domain/channels/webhook.ts';

const HEADER_BYTES = 21;
const TAG_BYTES = 16;

/** A browser's subscription, and the private half that only the browser has. */
export function buildBrowser({ endpoint = 'https://fcm.googleapis.com/fcm/send/abc', label = 'Chrome on Linux' } = {}) {
  const keys = createECDH('prime256v1');
  const point = keys.generateKeys();
  const auth = randomBytes(16);
  const subscription = {
    endpoint,
    keys: { p256dh: point.toString('base64url'), auth: auth.toString('base64url') },
  };
  return {
    subscription,

    device(fields: Partial<Pick<Device, 'id' | 'state' | 'failures'>> = {}): Device {
      const browser = { label, ...subscription.keys };
      return { ...newDevice({ id: 'dd11', url: endpoint, browser }, 1_000), ...fields };
    },

    /** By the text of RFC 8188 and RFC 8291, and no library. @throws Error when it was not encrypted for this browser */
    decrypt(body: Uint8Array): string {
      const bytes = Buffer.from(body);
      const salt = bytes.subarray(0, 16);
      const sender = bytes.subarray(HEADER_BYTES, HEADER_BYTES + bytes.readUInt8(20));
      const sealed = bytes.subarray(HEADER_BYTES + sender.length);
      if (sealed.length > bytes.readUInt32BE(16)) throw new Error('more than one record');
      const about = Buffer.concat([Buffer.from('WebPush: info\0'), point, sender]);
      const input = derive(keys.computeSecret(sender), auth, about, 32);
      const key = derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
      const nonce = derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      const padded = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
      const end = padded.lastIndexOf(2);
      if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('its padding is none');
      return padded.subarray(0, end).toString('utf8');
    },
  };
}

function derive(input: Uint8Array, salt: Uint8Array, about: Uint8Array, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', input, salt, about, bytes));
}
