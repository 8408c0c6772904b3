import type { LookupAddress } from 'node:dns';
import { isIPv6 } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../../adapters/http/private-address.ts';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { literalAddress, readWebhookAddress } from '../../../../domain/channels/webhook-address.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../../support/https-receiver.ts';
import { POST } from '../../../support/preset-request.ts';

/** A server that must stay untouched; `PORT` in an attempt is its port. */
let victim: HttpsReceiver;
beforeAll(async () => {
  victim = await startReceiver();
});
afterAll(() => victim.close());

const NOW = Date.UTC(2026, 10, 22);
const lookedUp = (addresses: readonly string[]): LookupAddress[] =>
  addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));

function callerOf(addresses: readonly string[], mayCall?: (address: string) => boolean) {
  const resolve = async () => lookedUp(addresses);
  return createWebhookCaller({ resolve, ca: victim.ca, ...(mayCall && { mayCall }) });
}

const FORBIDDEN = { kind: 'forbidden', detail: 'its host leads to an address that is not public' };
const portOf = (text: string) => text.replace('PORT', String(victim.port));

describe('refused from its text', () => {
  it.each([
    ['http://127.0.0.1:PORT/', 'plain HTTP'],
    ['http://example.com:PORT/', 'plain HTTP to anybody'],
    ['ftp://example.com/', 'another protocol'],
    ['file:///etc/passwd', 'a file'],
    ['gopher://127.0.0.1:PORT/_x', 'gopher'],
    ['javascript:alert(1)', 'a script'],
    ['data:text/plain,x', 'a text'],
    ['//127.0.0.1:PORT/', 'no protocol'],
    ['https:127.0.0.1:PORT', 'no slashes'],
    ['https:/127.0.0.1:PORT/', 'one slash'],
    ['https:///127.0.0.1:PORT/', 'an empty host'],
    ['https://', 'nothing'],
    ['https://user:word@127.0.0.1:PORT/', 'credentials'],
    ['https://example.com@127.0.0.1:PORT/', 'a host as a user name'],
    ['https://@127.0.0.1:PORT/', 'empty credentials'],
    ['https://example.com\\@127.0.0.1:PORT/', 'a backslash that readers take for a slash'],
    ['https://127.0.0.1:PORT/ ', 'a space at the end'],
    ['\thttps://127.0.0.1:PORT/', 'a tab in front'],
    ['https://127.0.0.1\n:PORT/', 'a line end in the host'],
    ['https://example.com/#x', 'a fragment'],
    ['https://localhost:PORT/', 'this machine'],
    ['https://LOCALHOST:PORT/', 'this machine, loudly'],
    ['https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/', 'this machine in circles'],
    ['https://localhost.:PORT/', 'this machine with a dot'],
    ['https://hooks.localhost:PORT/', 'below this machine'],
    ['https://printer.local/', 'a name of the local network'],
    ['https://metadata.google.internal/', 'the metadata of a cloud'],
    ['https://ip-10-0-0-1.eu-west-1.compute.internal/', 'a machine of a cloud'],
    ['https://router.home.arpa/', 'a home'],
    ['https://intranet/', 'one label'],
    ['https://example.com./', 'a dot at the end'],
    [`https://example.com/${'x'.repeat(512)}`, 'too long'],
    [`https://example.com/${'ü'.repeat(120)}`, 'too long when written out'],
  ])('%s (%s)', (text) => {
    // with a port that may be named, so that something else is refused
    expect(readWebhookAddress(text.replace('PORT', '8443')).error).not.toBeNull();
    expect(victim.connections).toBe(0);
  });
});

describe('refused as a literal address, and by the caller as well', () => {
  it.each([
    ['https://127.0.0.1:PORT/', 'loopback'],
    ['https://127.1:PORT/', 'loopback, short'],
    ['https://127.0.1:PORT/', 'loopback, three parts'],
    ['https://2130706433:PORT/', 'loopback, decimal'],
    ['https://0x7f000001:PORT/', 'loopback, hexadecimal'],
    ['https://017700000001:PORT/', 'loopback, octal'],
    ['https://0x7f.0.0.1:PORT/', 'loopback, hexadecimal in part'],
    ['https://0177.0.0.01:PORT/', 'loopback, octal in parts'],
    ['https://127.0.0.1.:PORT/', 'loopback with a dot'],
    ['https://%31%32%37.0.0.1:PORT/', 'loopback, escaped'],
    ['https://①②⑦.0.0.1:PORT/', 'loopback in circles'],
    ['https://127。0。0。1:PORT/', 'loopback with other dots'],
    ['https://127.255.255.254:PORT/', 'the far end of loopback'],
    ['https://0.0.0.0:PORT/', 'unspecified'],
    ['https://0:PORT/', 'unspecified, short'],
    ['https://10.0.0.1:PORT/', 'private'],
    ['https://172.16.0.1/', 'private'],
    ['https://172.31.255.255/', 'private'],
    ['https://192.168.1.1/', 'private'],
    ['https://169.254.169.254/latest/meta-data/', 'metadata'],
    ['https://2852039166/', 'metadata, decimal'],
    ['https://0xa9fea9fe/', 'metadata, hexadecimal'],
    ['https://169.254.170.2/', 'credentials of a task'],
    ['https://100.64.0.1/', 'carrier-grade NAT'],
    ['https://100.100.100.200/', 'metadata of another cloud'],
    ['https://192.0.0.192/', 'metadata of another cloud'],
    ['https://192.0.2.1/', 'documentation'],
    ['https://198.51.100.1/', 'documentation'],
    ['https://203.0.113.1/', 'documentation'],
    ['https://198.18.0.1/', 'benchmarking'],
    ['https://192.88.99.1/', '6to4 relay'],
    ['https://224.0.0.1/', 'multicast'],
    ['https://240.0.0.1/', 'reserved'],
    ['https://255.255.255.255/', 'broadcast'],
    ['https://[::1]:PORT/', 'loopback'],
    ['https://[0:0:0:0:0:0:0:1]:PORT/', 'loopback, in full'],
    ['https://[::]:PORT/', 'unspecified'],
    ['https://[::ffff:127.0.0.1]:PORT/', 'loopback, mapped'],
    ['https://[::ffff:7f00:1]:PORT/', 'loopback, mapped, hexadecimal'],
    ['https://[::127.0.0.1]:PORT/', 'loopback, compatible'],
    ['https://[::ffff:0:127.0.0.1]:PORT/', 'loopback, translated'],
    ['https://[64:ff9b::127.0.0.1]:PORT/', 'loopback by NAT64'],
    ['https://[64:ff9b:1::a9fe:a9fe]/', 'metadata by local NAT64'],
    ['https://[2002:7f00:1::]:PORT/', 'loopback by 6to4'],
    ['https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/', 'Teredo'],
    ['https://[fd00:ec2::254]/', 'metadata'],
    ['https://[fc00::1]/', 'unique local'],
    ['https://[fe80::1]/', 'link-local'],
    ['https://[fec0::1]/', 'site-local'],
    ['https://[ff02::1]/', 'multicast'],
    ['https://[2001:db8::1]/', 'documentation'],
    ['https://[3fff::1]/', 'documentation'],
    ['https://[100::1]/', 'discard'],
    ['https://[2001:2::1]/', 'benchmarking'],
    ['https://[5f00::1]/', 'segment routing'],
  ])('%s (%s)', async (text) => {
    const { url } = readWebhookAddress(portOf(text));
    const { error } = readWebhookAddress(text.replace('PORT', '8443'));
    const literal = literalAddress(url);
    expect(error !== null || (literal !== null && !isPublicAddress(literal))).toBe(true);
    expect(await callerOf([]).call({ ...POST, url, headers: {}, body: '' }, NOW)).toEqual(FORBIDDEN);
    expect(victim.connections).toBe(0);
  });
});

describe('refused by the addresses of its name', () => {
  it.each([
    [['127.0.0.1'], 'loopback'],
    [['93.184.216.34', '127.0.0.1'], 'a public address and loopback'],
    [['127.0.0.1', '93.184.216.34'], 'loopback and a public address'],
    [['2606:2800:220:1::1', '::1'], 'a public address and loopback, by IPv6'],
    [['10.1.2.3'], 'private'],
    [['169.254.169.254'], 'metadata'],
    [['fd00:ec2::254'], 'metadata, by IPv6'],
    [['::ffff:127.0.0.1'], 'loopback, mapped'],
    [['::ffff:a9fe:a9fe'], 'metadata, mapped'],
    [['64:ff9b::a00:1'], 'private by NAT64'],
    [['2002:a00:1::1'], 'private by 6to4'],
    [['fe80::1%lo'], 'link-local with a zone'],
    [['0.0.0.0'], 'unspecified'],
    [['not an address'], 'nonsense'],
  ])('%j (%s)', async (addresses) => {
    const url = `https://${RECEIVER_HOST}:${victim.port}/`;
    expect(readWebhookAddress(`https://${RECEIVER_HOST}/`).error).toBeNull();
    const answer = await callerOf(addresses).call({ ...POST, url, headers: {}, body: '' }, NOW);
    expect(answer).toEqual(FORBIDDEN);
    expect(victim.connections).toBe(0);
  });
});

describe('a port', () => {
  it.each([22, 25, 80, 444, 3306, 5432, 6379, 8080, 8444, 65_535])(
    '%i is refused, with those that can be named',
    (port) => {
      const { error } = readWebhookAddress(`https://example.com:${port}/`);
      expect(error).toBe('must have one of these ports: 443, 8443, 9443, 2053, 2083, 2087, 2096, 8123');
    },
  );

  it.each([443, 8443, 9443, 2053, 2083, 2087, 2096, 8123])('%i can be named', (port) => {
    expect(readWebhookAddress(`https://example.com:${port}/`).error).toBeNull();
  });

  it('that an earlier version accepted is not called', async () => {
    const call = { ...POST, url: 'https://example.com:25/', headers: {}, body: '' };
    expect(await callerOf(['93.184.216.34']).call(call, NOW)).toEqual({
      kind: 'forbidden',
      detail: 'its address must have one of these ports: 443, 8443, 9443, 2053, 2083, 2087, 2096, 8123',
    });
  });
});

describe('not refused', () => {
  it.each([
    'https://example.com/',
    'https://hooks.slack.com/services/T000/B000/xyz',
    'https://discord.com/api/webhooks/1/x?thread_id=2',
    'https://api.telegram.org/bot1:x/sendMessage',
    'https://example.com:8443/a?b=c',
    'https://müller.example.com/',
    'https://10.example.com/',
    'https://local.example.com/',
    'https://93.184.216.34/',
    'https://[2606:4700::1111]/',
  ])('%s', (text) => {
    const { url, error } = readWebhookAddress(text);
    const literal = literalAddress(url);
    expect(error).toBeNull();
    expect(literal === null || isPublicAddress(literal)).toBe(true);
  });

  it("a bot's address without the method is refused with what is missing", () => {
    expect(readWebhookAddress('https://api.telegram.org/bot1:x').error).toContain('sendMessage');
  });
});

describe('the address that was checked', () => {
  const isFront = (address: string) => address === '127.0.0.2';

  it('is the one that is connected to, whatever the name resolves to a moment later', async () => {
    const front = await startReceiver({ address: '127.0.0.2', port: victim.port });
    const answers = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    let lookups = 0;
    const caller = createWebhookCaller({
      resolve: async () => lookedUp(answers[lookups++] ?? []),
      mayCall: isFront,
      ca: front.ca,
    });
    const call = { ...POST, url: `https://${RECEIVER_HOST}:${victim.port}/`, headers: {}, body: '' };
    expect(await caller.call(call, NOW)).toMatchObject({ kind: 'answered', status: 204 });
    expect(lookups).toBe(1);
    expect(await caller.call(call, NOW)).toMatchObject({ kind: 'forbidden' });
    expect(front.requests).toHaveLength(1);
    expect(victim.connections).toBe(0);
    await front.close();
  });

  it('can be reached: the attempts above fail because they are refused', async () => {
    const call = { ...POST, url: portOf(`https://${RECEIVER_HOST}:PORT/`), headers: {}, body: '' };
    expect(await callerOf(['127.0.0.1'], () => true).call(call, NOW)).toMatchObject({ status: 204 });
    expect(victim.connections).toBe(1);
  });
});
