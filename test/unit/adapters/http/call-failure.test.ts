import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { explainNoAnswer, explainNotReached, NOT_REACHED } from '../../../../adapters/http/call-failure.ts';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { POST } from '../../../support/preset-request.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const failure = (code: string) => Object.assign(new Error('x'), { code });

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

/** A port of loopback that treats its connections so. */
async function portThat(treat: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    treat(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function closedPort(): Promise<number> {
  const port = await portThat(() => {});
  await new Promise((done) => servers.pop()?.close(done));
  return port;
}

describe('what a delivery says of a port', () => {
  it.each<[string, () => Promise<number>]>([
    ['nothing listens at', closedPort],
    ['takes connections and says nothing', () => portThat(() => {})],
    ['closes every connection', () => portThat((socket) => socket.end())],
    ['resets every connection', () => portThat((socket) => socket.resetAndDestroy())],
    ['greets as a mail server does', () => portThat((socket) => socket.write('220 mail.example.com ESMTP\r\n'))],
    ['greets as SSH does', () => portThat((socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'))],
    [
      'answers in plain HTTP',
      () => portThat((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    ],
    ['answers nonsense', () => portThat((socket) => socket.once('data', () => socket.end('\x16\x03\x01\x00\x02no')))],
  ])('that %s is the same', async (_, open) => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const caller = createWebhookCaller({ resolve, mayCall: () => true, totalTimeoutMs: 1_000 });
    const call = { ...POST, url: `https://hooks.example.com:${await open()}/`, headers: {}, body: '{}' };
    expect(await caller.call(call, NOW)).toEqual({ kind: 'not-reached', detail: 'it could not be reached' });
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
  ])('is the same after %s', (code) => {
    expect(explainNotReached(failure(code))).toBe(NOT_REACHED);
  });

  it('is the same when the time is over', () => {
    expect(explainNotReached(new DOMException('x', 'AbortError'))).toBe(NOT_REACHED);
  });
});

describe('whoever mends a receiver of their own', () => {
  it.each([
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['CERT_NOT_YET_VALID', 'its certificate is not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is signed by an authority that is not known'],
    ['CERT_REVOKED', 'its certificate is not valid'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'it refused the TLS handshake'],
  ])('still reads what only its name and its certificate show: %s', (code, detail) => {
    expect(explainNotReached(failure(code))).toBe(detail);
  });

  it.each<[Error, string]>([
    [new DOMException('x', 'AbortError'), 'no answer in time'],
    [failure('ECONNRESET'), 'it closed the connection without an answer'],
    [failure('HPE_INVALID_CONSTANT'), 'its answer is no HTTP'],
  ])('still reads what happened once TLS was up: %o', (error, detail) => {
    expect(explainNoAnswer(error)).toBe(detail);
  });
});
