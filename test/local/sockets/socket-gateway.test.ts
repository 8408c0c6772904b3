import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SocketClient } from '../simulator/socket-client.ts';
import { SocketServer, type SocketServerOptions } from './socket-server.ts';

let server: SocketServer;
afterEach(() => server?.stop());
const start = async (options?: SocketServerOptions) => {
  server = await SocketServer.start(options);
};

/** The status with which a handshake is refused, and the answer's body. */
function refusal(url: string, options: object = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on('open', () => reject(new Error('it was not refused')));
    socket.on('unexpected-response', async (_request, response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(Buffer.from(part));
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
    });
    socket.on('error', reject);
  });
}

const closeOf = (client: SocketClient) =>
  new Promise<[number, string]>((resolve) =>
    client.socket.on('close', (code, reason) => resolve([code, String(reason)])),
  );

describe('a handshake', () => {
  it('reaches $connect as API Gateway shapes it', async () => {
    await start();
    const { client, id } = await server.open('?a=1&a=2');
    expect(server.events[0]).toMatchObject({
      headers: { Host: new URL(server.server.url).host, 'Sec-WebSocket-Version': '13' },
      multiValueHeaders: { Upgrade: ['websocket'] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      isBase64Encoded: false,
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: 'live',
        apiId: 'Api',
        connectionId: id,
        connectedAt: expect.any(Number),
        requestTimeEpoch: expect.any(Number),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        requestId: expect.any(String),
        extendedRequestId: expect.any(String),
        domainName: expect.any(String),
        identity: { sourceIp: '127.0.0.1' },
      },
    });
    expect(id).toMatch(/^[\w+/-]{15}=$/);
    expect(client.socket.extensions).toBe('');
  });

  it('is refused with the status that $connect answers, and no connection comes of it', async () => {
    await start({ respond: () => ({ statusCode: 429 }) });
    expect(await refusal(server.url)).toEqual({ status: 429, body: '{"message":"Too Many Requests"}' });
    await expect(server.post(server.events[0]?.requestContext.connectionId ?? '', 'x')).rejects.toThrow(
      expect.objectContaining({ name: 'GoneException' }),
    );
    expect(server.events).toHaveLength(1);
  });

  it('is refused with 502 when $connect fails or answers no status', async () => {
    await start({ respond: () => undefined });
    expect(await refusal(server.url)).toMatchObject({ status: 502 });
    server.respond = () => {
      throw new Error('broken');
    };
    expect(await refusal(server.url)).toMatchObject({ status: 502 });
    expect(server.problems).toEqual(['$connect: statusCode NaN', '$connect: broken']);
  });

  it('of a page of another origin is refused, also of another port of this machine', async () => {
    await start();
    const { port } = new URL(server.server.url);
    expect(await refusal(server.url, { origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await refusal(server.url, { origin: 'http://localhost:1' })).toMatchObject({ status: 403 });
    expect(await refusal(server.url, { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 });
    expect(server.events).toEqual([]);
    const own = new WebSocket(server.url, { origin: `http://localhost:${port}` });
    await new Promise((resolve) => own.on('open', resolve));
  });

  it('at a path after the stage is refused with 403, and elsewhere with 404', async () => {
    await start();
    expect(await refusal(`${server.url}/`)).toMatchObject({ status: 403 });
    expect(await refusal(`${server.url}/x`)).toMatchObject({ status: 403 });
    expect(await refusal(server.url.replace('/live', '/other'))).toMatchObject({ status: 404 });
    expect((await fetch(`${server.server.url}/live`)).status).toBe(403);
    expect(server.events).toEqual([]);
  });

  it('without a key is refused before $connect is asked', async () => {
    await start();
    const { host, hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /live HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect(server.events).toEqual([]);
  });

  it('of a client that has left meanwhile ends with $disconnect', async () => {
    let allow = () => {};
    await start({
      respond: ({ requestContext: { eventType } }) =>
        eventType === 'CONNECT'
          ? new Promise((resolve) => {
              allow = () => resolve({ statusCode: 200 });
            })
          : {},
    });
    const socket = new WebSocket(server.url);
    socket.on('error', () => {});
    await server.event('CONNECT');
    socket.terminate();
    await new Promise((resolve) => socket.on('close', resolve));
    allow();
    expect((await server.event('DISCONNECT')).requestContext).toMatchObject({ disconnectStatusCode: 1006 });
  });
});

describe('a message', () => {
  it('is passed to the route of its action, else to $default, and nothing of the answer is sent back', async () => {
    await start({ respond: () => ({ statusCode: 200, body: 'unseen' }) });
    const { client, id } = await server.open();
    client.send({ action: 'ping' });
    client.send('no JSON');
    client.send({ action: 'é' });
    await server.event('MESSAGE', 3);
    const [, ...messages] = server.events;
    expect(messages.map(({ body, requestContext }) => [requestContext.routeKey, body]).sort()).toEqual([
      ['$default', 'no JSON'],
      ['$default', '{"action":"é"}'],
      ['ping', '{"action":"ping"}'],
    ]);
    expect(messages[0]).toMatchObject({ requestContext: { connectionId: id, messageId: expect.any(String) } });
    await server.post(id, 'after them');
    await client.count(1);
    expect(client.texts).toEqual(['after them']);
  });

  it('that the function fails on is answered as API Gateway does', async () => {
    await start();
    const { client, id } = await server.open();
    server.respond = () => {
      throw new Error('broken');
    };
    client.send({ action: 'ping' });
    await client.count(1);
    expect(client.frames()).toEqual([
      { message: 'Internal server error', connectionId: id, requestId: expect.any(String) },
    ]);
    expect(server.problems).toEqual(['ping: broken']);
  });

  it('without a route is answered with Forbidden', async () => {
    await start({ routes: ['$connect', 'ping'] });
    const { client, id } = await server.open();
    client.send({ action: 'other' });
    await client.count(1);
    expect(client.frames()).toEqual([{ message: 'Forbidden', connectionId: id, requestId: expect.any(String) }]);
  });

  it('above the rate of its route is answered with Too Many Requests, and reaches no function', async () => {
    const throttle = { ratePerSecond: 0.001, burst: 2 };
    await start({ throttles: { defaultThrottle: throttle, routeThrottles: new Map() } });
    const { client } = await server.open();
    for (let i = 0; i < 3; i += 1) client.send({ action: 'ping' });
    await client.count(1);
    expect(client.frames()).toMatchObject([{ message: 'Too Many Requests' }]);
    expect(server.events.filter(({ requestContext }) => requestContext.routeKey === 'ping')).toHaveLength(2);
    await server.open();
    expect(await refusal(server.url)).toMatchObject({ status: 429 });
  });

  it('of a frame above 32 KB, or of more than 128 KB, closes the connection with 1009', async () => {
    await start();
    const frame = await server.open();
    frame.client.socket.send('x'.repeat(32 * 1024));
    await server.event('MESSAGE');
    frame.client.socket.send('x'.repeat(32 * 1024 + 1));
    expect(await frame.client.closed).toBe(1009);
    const message = await server.open();
    const { socket } = message.client;
    for (let i = 0; i < 4; i += 1) socket.send('x'.repeat(32 * 1024), { fin: i === 3 });
    await server.event('MESSAGE', server.events.length);
    for (let i = 0; i < 5; i += 1) socket.send('x'.repeat(32 * 1024), { fin: i === 4 });
    expect(await message.client.closed).toBe(1009);
    expect(
      server.events
        .map(({ body }) => body?.length ?? 0)
        .sort((a, b) => b - a)
        .slice(0, 3),
    ).toEqual([131_072, 32_768, 0]);
  });

  it('in binary closes the connection with 1003', async () => {
    await start();
    const { client } = await server.open();
    client.socket.send(Buffer.from([1, 2]));
    expect(await client.closed).toBe(1003);
    expect((await server.event('DISCONNECT')).requestContext).toMatchObject({ disconnectStatusCode: 1003 });
    expect(server.events.map(({ requestContext }) => requestContext.eventType)).toEqual(['CONNECT', 'DISCONNECT']);
  });
});

describe('$disconnect', () => {
  it.each([
    [
      'the client closes',
      (client: SocketClient) => client.socket.close(),
      1005,
      'Client-side close frame status not set',
    ],
    ['the client gives a reason', (client: SocketClient) => client.socket.close(4000, 'done'), 4000, 'done'],
    ['the client vanishes', (client: SocketClient) => client.socket.terminate(), 1006, 'Connection closed abnormally'],
  ])('says that %s', async (_what, act, disconnectStatusCode, disconnectReason) => {
    await start();
    const { client, id } = await server.open();
    act(client);
    const { requestContext, ...rest } = await server.event('DISCONNECT');
    expect(requestContext).toMatchObject({
      routeKey: '$disconnect',
      connectionId: id,
      disconnectStatusCode,
      disconnectReason,
    });
    expect(rest).toMatchObject({ headers: { 'x-api-key': '' }, isBase64Encoded: false });
    await expect(server.post(id, 'x')).rejects.toThrow(expect.objectContaining({ name: 'GoneException' }));
  });

  it('comes once when the server stops, and the clients hear that it goes away', async () => {
    await start();
    const { client } = await server.open();
    const close = closeOf(client);
    await server.stop();
    expect(await close).toEqual([1001, 'Going away']);
    expect(server.events.map(({ requestContext }) => requestContext.eventType)).toEqual(['CONNECT', 'DISCONNECT']);
  });
});

describe('an open connection', () => {
  it('ends when it was idle for too long; messages in both directions keep it', async () => {
    await start({ limits: { idleMs: 300 } });
    const { client, id } = await server.open();
    const opened = Date.now();
    const close = closeOf(client);
    const kept: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 120)); // real time is what is measured here
      if (i % 2) client.send({ action: 'ping' });
      else await server.post(id, 'x');
      kept.push(Date.now() - opened);
    }
    expect(await close).toEqual([1001, 'Going away']);
    expect(Date.now() - opened).toBeGreaterThanOrEqual((kept.at(-1) ?? 0) + 250);
    expect((await server.event('DISCONNECT')).requestContext).toMatchObject({ disconnectStatusCode: 1001 });
  });

  it('ends at the end of its life, however busy it is', async () => {
    await start({ limits: { lifeMs: 200 } });
    const { client, id } = await server.open();
    const busy = setInterval(() => server.post(id, 'x').catch(() => {}), 20);
    expect(await closeOf(client)).toEqual([1001, 'Going away']);
    clearInterval(busy);
  });
});
