import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLookUpHost } from '../../../../adapters/http/look-up-host.ts';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../../support/https-receiver.ts';
import { type NameServer, startNameServer } from '../../../support/name-server.ts';
import { POST } from '../../../support/preset-request.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const [SERVFAIL, NXDOMAIN, REFUSED] = [2, 3, 5];
const ANSWERS = new Map<string, readonly string[] | number>([
  [RECEIVER_HOST, ['127.0.0.1']],
  ['two.example.com', ['192.0.2.1', '192.0.2.2']],
  ['ipv6.example.com', []],
  ['broken.example.com', SERVFAIL],
  ['none.example.com', NXDOMAIN],
  ['refused.example.com', REFUSED],
]);

let names: NameServer;
beforeEach(async () => {
  names = await startNameServer((host) => ANSWERS.get(host) ?? 'silence');
});
afterEach(() => names.close());

const lookUp = (host: string, signal = new AbortController().signal) => createLookUpHost([names.address])(host, signal);

it('the addresses of a host come from the name server itself', async () => {
  expect(await lookUp('two.example.com')).toEqual([
    { address: '192.0.2.1', family: 4 },
    { address: '192.0.2.2', family: 4 },
  ]);
});

it.each([
  ['none.example.com', 'its host has no address'],
  ['ipv6.example.com', 'its host has no IPv4 address'],
  ['broken.example.com', 'its host could not be looked up'],
  ['refused.example.com', 'its host could not be looked up'],
])('what a name server says of a host is an answer: %s', async (host, message) => {
  await expect(lookUp(host)).rejects.toMatchObject({ name: 'LookupError', message, isAnswer: true });
});

it('a silent name server is given up after two seconds, and is asked once', async () => {
  const startedAt = performance.now();
  const message = 'its name could not be resolved in time';
  await expect(lookUp('silent.example.com')).rejects.toMatchObject({ message, isAnswer: false });
  expect(performance.now() - startedAt).toBeGreaterThan(1_500);
  expect(names.asked).toEqual(['silent.example.com']);
});

it('a look-up ends when its caller gives up', async () => {
  const startedAt = performance.now();
  const given = AbortSignal.timeout(50);
  await expect(lookUp('silent.example.com', given)).rejects.toMatchObject({ isAnswer: false });
  expect(performance.now() - startedAt).toBeLessThan(1_500);
});

describe('a webhook whose name server is silent', () => {
  let receiver: HttpsReceiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  it('takes no time of the call of another, however many there are', async () => {
    const resolve = createLookUpHost([names.address]);
    const caller = createWebhookCaller({ resolve, mayCall: () => true, ca: receiver.ca });
    const call = (host: string) =>
      caller.call({ ...POST, url: `https://${host}:${receiver.port}/in`, headers: {}, body: '{}' }, NOW);
    let silentEnded = 0;
    const silent = Array.from({ length: 40 }, async (_, index) => {
      const answer = await call(`silent${index}.example.com`);
      silentEnded += 1;
      return answer;
    });
    expect(await call(RECEIVER_HOST)).toMatchObject({ kind: 'answered', status: 204 });
    expect(silentEnded).toBe(0);
    const detail = 'its name could not be resolved in time';
    expect(new Set((await Promise.all(silent)).map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ kind: 'not-looked-up', detail })]),
    );
    expect(await call(RECEIVER_HOST)).toMatchObject({ kind: 'answered', status: 204 });
  });
});
