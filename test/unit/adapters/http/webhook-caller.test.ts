import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LookupError } from '../../../../adapters/http/call-failure.ts';
import { type CallerOptions, createWebhookCaller, type WebhookCall } from '../../../../adapters/http/webhook-caller.ts';
import { makeCertificate } from '../../../support/certificate.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../../support/https-receiver.ts';
import { POST } from '../../../support/preset-request.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const LOOPBACK = [{ address: '127.0.0.1', family: 4 }];
/** far more than an answer on loopback takes, on the busiest machine */
const PATIENCE_MS = 20_000;

let receiver: HttpsReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Calls the receiver by its name, as if loopback were public. */
function call(options: CallerOptions = {}, fields: Partial<WebhookCall> = {}) {
  const caller = createWebhookCaller({
    resolve: async () => LOOPBACK,
    mayCall: () => true,
    ca: receiver.ca,
    totalTimeoutMs: PATIENCE_MS,
    ...options,
  });
  const url = `https://${RECEIVER_HOST}:${receiver.port}/in?key=1`;
  return caller.call({ ...POST, url, headers: { 'x-test': 'yes' }, body: '{"note":"€"}', ...fields }, NOW);
}

describe('a call', () => {
  it('posts the body as it is, to the path, under the name', async () => {
    expect(await call()).toEqual({
      ...{ kind: 'answered', status: 204, retryAfterMs: null, text: '', body: '', location: null },
      ...{ tookMs: expect.any(Number), isCutOff: false },
    });
    expect(receiver.requests).toMatchObject([
      {
        method: 'POST',
        path: '/in?key=1',
        headers: { host: `${RECEIVER_HOST}:${receiver.port}`, 'x-test': 'yes', 'content-length': '14' },
        body: '{"note":"€"}',
      },
    ]);
  });

  it('opens a connection of its own each time', async () => {
    await call();
    await call();
    expect(receiver.connections).toBe(2);
  });

  it('asks no proxy, whatever the environment says', async () => {
    const names = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    try {
      for (const name of names) process.env[name] = 'http://127.0.0.1:1';
      expect(await call()).toMatchObject({ status: 204 });
    } finally {
      names.forEach((name, i) => {
        if (before[i] === undefined) delete process.env[name];
        else process.env[name] = before[i];
      });
    }
  });

  it('keeps a short part of an answer, on one clean line', async () => {
    receiver.answer = (response) =>
      response.writeHead(400).end(`\u001b[31m no\u202e\r\n\t such \0 chat ${'x'.repeat(500)}`);
    const answer = await call();
    expect(answer).toMatchObject({ kind: 'answered', status: 400 });
    expect(answer.kind === 'answered' && answer.text).toBe(`[31m no such chat ${'x'.repeat(182)}`);
  });

  it.each([
    ['/in/', `https://${RECEIVER_HOST}:PORT/in/`],
    ['https://new.example.com/hooks/0123456789abcdef?key=1', 'https://new.example.com/hooks/…'],
    ['https://ada:secret@new.example.com/a', 'https://new.example.com/a'],
    ['javascript:alert(1)', null],
    ['http://[', null],
  ])('says where a redirect leads without what may be secret: %s', async (location, shown) => {
    receiver.answer = (response) => response.writeHead(308, { location }).end();
    expect(await call()).toMatchObject({ location: shown?.replace('PORT', String(receiver.port)) ?? null });
  });

  it('shows no secret that an answer repeats, however short, and puts where it is told to', async () => {
    receiver.answer = (response) => response.writeHead(400, { location: '/of/s3cr' }).end('unknown key s3cr, s3cr');
    const answer = await call({}, { method: 'PUT', secrets: ['s3cr'] });
    expect(receiver.requests[0]?.method).toBe('PUT');
    expect(answer).toMatchObject({ text: 'unknown key …, …', location: expect.stringMatching(/\/of\/…$/) });
  });

  it('follows no redirect', async () => {
    const other = await startReceiver();
    receiver.answer = (response) =>
      response.writeHead(307, { location: `https://${RECEIVER_HOST}:${other.port}/` }).end();
    expect(await call()).toMatchObject({
      ...{ kind: 'answered', status: 307, location: `https://${RECEIVER_HOST}:${other.port}/` },
    });
    expect(other.connections).toBe(0);
    await other.close();
  });

  it.each([
    ['120', 120_000],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    ['soon', null],
  ])('reads Retry-After: %s', async (value, retryAfterMs) => {
    receiver.answer = (response) => response.writeHead(429, { 'retry-after': value }).end();
    expect(await call()).toMatchObject({ kind: 'answered', status: 429, retryAfterMs });
  });
});

describe('a receiver that behaves badly', () => {
  it('and never answers is given up in time; it may have read the request', async () => {
    receiver.answer = () => {};
    expect(await call({ totalTimeoutMs: 3_000 })).toEqual({ kind: 'no-answer', detail: 'no answer in time' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('and answers without end is read no further than 64 KB', async () => {
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(500);
      const more = () => {
        while (!response.destroyed && response.write('y'.repeat(10_000))) written += 10_000;
      };
      response.on('drain', more);
      more();
    };
    expect(await call()).toMatchObject({ kind: 'answered', status: 500, text: 'y'.repeat(200) });
    expect(written).toBeLessThan(20_000_000); // what the buffers of both ends hold, not what comes in the time allowed
  });

  it('and answers byte by byte is read for a second once its status has come', async () => {
    let drip: NodeJS.Timeout | undefined;
    receiver.answer = (response) => {
      response.writeHead(410);
      drip = setInterval(() => response.write('.'), 20);
    };
    const answer = await call();
    expect(answer).toMatchObject({ kind: 'answered', status: 410, isCutOff: true });
    expect(answer.kind === 'answered' && answer.tookMs).toBeLessThan(PATIENCE_MS / 2);
    clearInterval(drip);
  });

  it('and answers late is known by the time that it took, from the look-up of its name on', async () => {
    receiver.answer = (response) => void setTimeout(() => response.writeHead(204).end(), 300);
    const resolve = () => new Promise<typeof LOOPBACK>((done) => setTimeout(done, 300, LOOPBACK));
    const answer = await call({ resolve });
    expect(answer).toMatchObject({ kind: 'answered', isCutOff: false });
    expect(answer.kind === 'answered' && answer.tookMs).toBeGreaterThanOrEqual(590);
  });

  it('and breaks off its answer is not slow', async () => {
    receiver.answer = (response, { socket }) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => socket.destroy());
    };
    expect(await call()).toMatchObject({ kind: 'answered', status: 200, text: 'half', isCutOff: false });
  });

  it('and drops the connection has not answered', async () => {
    receiver.answer = (_, request) => request.socket.destroy();
    expect(await call()).toEqual({ kind: 'no-answer', detail: 'it closed the connection without an answer' });
  });

  it('and changes to another protocol instead of answering has not answered', async () => {
    receiver.answer = (_, { socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
    };
    expect(await call()).toEqual({ kind: 'no-answer', detail: 'it closed the connection without an answer' });
  });

  it('and repeats the secret of its address: the secret is not kept', async () => {
    const secret = 'q7Zx0-Lw93kf_B2';
    receiver.answer = (response, { url }) => response.writeHead(404).end(`Cannot POST ${url}, nor ${secret}`);
    const url = `https://${RECEIVER_HOST}:${receiver.port}/in/${secret}?key=${secret}&a=1`;
    const caller = createWebhookCaller({ resolve: async () => LOOPBACK, mayCall: () => true, ca: receiver.ca });
    const answer = await caller.call({ ...POST, url, headers: {}, body: '' }, NOW);
    expect(answer).toMatchObject({ kind: 'answered', text: 'Cannot POST /in/…?key=…&a=1, nor …' });
  });
});

describe('a certificate', () => {
  it('of another host is refused before a byte of the request is sent', async () => {
    const other = await startReceiver({ certificate: makeCertificate('other.example.com', Date.now()) });
    const caller = createWebhookCaller({ resolve: async () => LOOPBACK, mayCall: () => true, ca: other.ca });
    const answer = await caller.call(
      { ...POST, url: `https://${RECEIVER_HOST}:${other.port}/`, headers: {}, body: '' },
      NOW,
    );
    expect(answer).toEqual({ kind: 'not-reached', detail: 'its certificate is for another host' });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('of an unknown authority is refused, even when the environment says to trust all', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const strangers = makeCertificate('stranger.example.com', Date.now()).cert;
    const answer = await call({ ca: strangers }).finally(() => {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    });
    expect(answer).toEqual({ kind: 'not-reached', detail: 'its certificate is signed by itself' });
    expect(receiver.requests).toEqual([]);
  });
});

const failing = (code: string) => () => Promise.reject(new LookupError(Object.assign(new Error('x'), { code })));

describe('a name', () => {
  it('without an address was not reached', async () => {
    const answer = await call({ resolve: async () => [] });
    expect(answer).toEqual({ kind: 'not-reached', detail: 'its host has no IPv4 address' });
  });

  it.each([
    ['ENOTFOUND', 'its host has no address'],
    ['EBADNAME', 'its host has no address'],
    ['ENODATA', 'its host has no IPv4 address'],
    ['ESERVFAIL', 'its host could not be looked up'],
    ['EREFUSED', 'its host could not be looked up'],
  ])('of which a name server says %s was not reached', async (code, detail) => {
    expect(await call({ resolve: failing(code) })).toEqual({ kind: 'not-reached', detail });
  });

  it.each(['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED', ''])(
    'of which no name server says anything (%s) was not looked up: its receiver is not to blame',
    async (code) => {
      const detail = 'its name could not be resolved in time';
      expect(await call({ resolve: failing(code) })).toEqual({ kind: 'not-looked-up', detail });
    },
  );
});
