import { generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { type LinkTokens, linkTokensBy } from '../../../../../adapters/dynamodb/messages/link-tokens.ts';
import type { Link } from '../../../../../domain/people/link.ts';
import { memoryLinks } from '../../../../support/memory-links.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const DAY = 86_400_000;
/** long enough for HS512 too: a token signed with that is refused for its algorithm alone */
const SECRET = 'a secret that is known to the test'.padEnd(64, '.');
const OTHER = 'another secret, as long as the right one'.padEnd(64, '.');
const toAlert: Link = { do: 'alert', person: ADA, alertId: ALERT_ID };
const toStop: Link = { do: 'unsubscribe', person: ADA };

let links: LinkTokens;
beforeEach(async () => {
  links = memoryLinks(SECRET);
  await links.makeLink(toStop, NOW); // so that the key is there
});

const CLAIMS = { sub: ADA, aud: 'pricebell:unsubscribe', exp: NOW / 1000 + 60 };
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token made by hand: valid but for what is overridden; undefined leaves a claim out. */
function forge(claims: Record<string, unknown> = {}, { alg = 'HS256', secret = SECRET } = {}): Promise<string> {
  const token = new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ alg });
  return token.sign(new TextEncoder().encode(secret));
}

describe('the token of a link', () => {
  it.each([toAlert, toStop])('returns the link it was made for: %j', async (link) => {
    const token = await links.makeLink(link, NOW);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await links.readLink(token, NOW)).toEqual(link);
  });

  it.each([
    [toStop, 90],
    [toAlert, 30],
  ])('of %j ends after %i days', async (link, days) => {
    const token = await links.makeLink(link, NOW);
    expect(await links.readLink(token, NOW + days * DAY - 1_000)).toEqual(link);
    expect(await links.readLink(token, NOW + days * DAY)).toBe('expired');
  });

  it('made by hand with the key is read as well, so what follows is refused for its own reason', async () => {
    expect(await links.readLink(await forge(), NOW)).toEqual(toStop);
  });

  it.each<[string, () => Promise<string>]>([
    ['is of another audience', () => forge({ aud: 'pricebell:other' })],
    ['has two audiences', () => forge({ aud: ['pricebell:unsubscribe', 'pricebell:alert'] })],
    ['is of the other purpose', () => forge({ aud: 'pricebell:alert' })],
    ['has no audience', () => forge({ aud: undefined })],
    ['never ends', () => forge({ exp: undefined })],
    ['names nobody', () => forge({ sub: '' })],
    ['leaves out whose it is', () => forge({ sub: undefined })],
    ['is signed with another key', () => forge({}, { secret: OTHER })],
    ['has expired and is signed with another key', () => forge({ exp: 1 }, { secret: OTHER })],
    ['is signed by another algorithm', () => forge({}, { alg: 'HS512' })],
    [
      'is signed with a key pair',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
      },
    ],
    ['says that it needs no signature', async () => `${part({ alg: 'none' })}.${part(CLAIMS)}.`],
    ['says so and has one', async () => `${part({ alg: 'none' })}.${part(CLAIMS)}.${(await forge()).split('.')[2]}`],
    ['is empty', async () => ''],
    ['is no token', async () => 'nonsense'],
    ['is huge', async () => 'a.'.repeat(4_000)],
  ])('that %s is invalid', async (_kind, make) => {
    expect(await links.readLink(await make(), NOW)).toBe('invalid');
  });

  it('is invalid once any of its characters was changed', async () => {
    const token = await links.makeLink(toAlert, NOW);
    for (const [index, character] of [...token].entries()) {
      // the last character of a signature holds bits that mean nothing
      if (index === token.length - 1) continue;
      const other = character === 'A' ? 'B' : 'A';
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      expect([index, await links.readLink(changed, NOW)]).toEqual([index, 'invalid']);
    }
  });

  it("can't be given another person, alert or purpose", async () => {
    const [head, , signature] = (await links.makeLink(toAlert, NOW)).split('.');
    const claims = { sub: ADA, aud: 'pricebell:alert', alert: ALERT_ID, exp: NOW / 1000 + 30 * 86_400 };
    for (const change of [
      { sub: 'bob' },
      { alert: 'other' },
      { aud: 'pricebell:unsubscribe' },
      { exp: claims.exp + 1 },
    ]) {
      expect(await links.readLink(`${head}.${part({ ...claims, ...change })}.${signature}`, NOW)).toBe('invalid');
    }
  });
});

describe('the key of the links', () => {
  function counting() {
    const counts = { reads: 0, made: 0 };
    let stored: Uint8Array | null = null;
    const key = {
      read: async () => {
        counts.reads += 1;
        return stored;
      },
      make: async () => {
        counts.made += 1;
        stored ??= new TextEncoder().encode(SECRET);
        return stored;
      },
    };
    return { counts, key };
  }

  it('is made with the first link and read once an environment', async () => {
    const { counts, key } = counting();
    const one = linkTokensBy(key);
    const token = await one.makeLink(toStop, NOW);
    await one.makeLink(toStop, NOW);
    expect(await one.readLink(token, NOW)).toEqual(toStop);
    expect(counts).toEqual({ reads: 1, made: 1 });
    const other = linkTokensBy(key);
    expect(await other.readLink(token, NOW)).toEqual(toStop);
    expect(await other.readLink(token, NOW)).toEqual(toStop);
    expect(counts).toEqual({ reads: 2, made: 1 });
  });

  it('is not made by reading a link, and is looked up again', async () => {
    const { counts, key } = counting();
    const reader = linkTokensBy(key);
    const token = await links.makeLink(toStop, NOW);
    expect(await reader.readLink(token, NOW)).toBe('invalid');
    expect(counts).toEqual({ reads: 1, made: 0 });
    await linkTokensBy(key).makeLink(toStop, NOW);
    expect(await reader.readLink(token, NOW)).toEqual(toStop);
  });

  it('is read again after it could not be read', async () => {
    let isBusy = true;
    const read = async () => {
      if (isBusy) throw new Error('busy');
      return new TextEncoder().encode(SECRET);
    };
    const reader = linkTokensBy({ read, make: read });
    const token = await links.makeLink(toStop, NOW);
    await expect(reader.readLink(token, NOW)).rejects.toThrow('busy');
    isBusy = false;
    expect(await reader.readLink(token, NOW)).toEqual(toStop);
  });
});
