import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AWS_LIMITS } from '../../../local/sockets/socket-limits.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { SocketServer, type SocketServerOptions } from './socket-server.ts';

let server: SocketServer;
afterEach(() => server?.stop());
const start = async (options?: SocketServerOptions) => {
  server = await SocketServer.start(options);
};

const refused = (name: string, status: number) =>
  expect.objectContaining({ name, $metadata: expect.objectContaining({ httpStatusCode: status }) });

/** A client that shakes hands and then reads nothing, nor answers anything. */
async function openDeaf(): Promise<{ socket: Socket; id: string }> {
  const { host, hostname, port } = new URL(server.url);
  const before = server.events.length;
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const key = Buffer.alloc(16, 1).toString('base64');
  const lines = ['connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', `sec-websocket-key: ${key}`];
  socket.write(`GET /live HTTP/1.1\r\nhost: ${host}\r\n${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  const { requestContext } = await server.event('CONNECT', before);
  return { socket, id: requestContext.connectionId };
}

describe('a post to a connection', () => {
  it('reaches its client alone, as text, whatever its length up to 128 KB', async () => {
    await start();
    const one = await server.open();
    const other = await server.open();
    const long = 'é'.repeat(64 * 1024);
    await server.post(one.id, '{"type":"é"}');
    await server.post(one.id, long);
    await server.post(one.id, '');
    await server.post(other.id, 'other');
    await Promise.all([one.client.count(3), other.client.count(1)]);
    expect(one.client.texts).toEqual(['{"type":"é"}', long, '']);
    expect(other.client.texts).toEqual(['other']);
  });

  it('above 128 KB is refused with 413, and the connection stays', async () => {
    await start();
    const { client, id } = await server.open();
    await expect(server.post(id, 'x'.repeat(128 * 1024 + 1))).rejects.toThrow(refused('PayloadTooLargeException', 413));
    await server.post(id, 'after');
    await client.count(1);
    expect(client.texts).toEqual(['after']);
  });

  it('that is gone, or that never was, is refused with 410; an id of another form with 400', async () => {
    await start();
    const { client, id } = await server.open();
    client.socket.close();
    await server.event('DISCONNECT');
    await expect(server.post(id, 'x')).rejects.toThrow(refused('GoneException', 410));
    await expect(server.get(id)).rejects.toThrow(refused('GoneException', 410));
    await expect(server.delete('L0SM9cOFvHcCIhw=')).rejects.toThrow(refused('GoneException', 410));
    await expect(server.post('some-id', 'x')).rejects.toThrow(refused('BadRequestException', 400));
    await expect(server.post('some-id', 'x')).rejects.toThrow('Invalid connectionId: some-id');
  });

  it('is refused from inside $connect, since the connection does not exist yet', async () => {
    const posts: unknown[] = [];
    await start({
      async respond({ requestContext: { eventType, connectionId } }) {
        if (eventType === 'CONNECT') posts.push(await server.post(connectionId, 'x').catch((error: unknown) => error));
        return { statusCode: 200 };
      },
    });
    await server.open();
    expect(posts).toEqual([refused('GoneException', 410)]);
  });

  it('without a signature is refused with 403', async () => {
    await start();
    const { client, id } = await server.open();
    const url = `${server.server.url}/live/@connections/${encodeURIComponent(id)}`;
    const response = await fetch(url, { method: 'POST', body: 'x' });
    expect([response.status, await response.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
    expect(client.texts).toEqual([]);
  });

  it("above the account's rate is refused with 429", async () => {
    await start({ limits: { requests: { ratePerSecond: 0.001, burst: 2 } } });
    const { client, id } = await server.open();
    await server.post(id, '1');
    await server.post(id, '2');
    await expect(server.post(id, '3')).rejects.toThrow(refused('LimitExceededException', 429));
    await client.count(2);
  });

  it('that does not read is refused with 429 once its buffer is full, and it gets all the rest when it reads again', async () => {
    await start();
    const { socket, id } = await openDeaf();
    const other = await server.open();
    const chunk = 'x'.repeat(100 * 1024);
    let sent = 0;
    const full = async () => {
      for (; ; sent += 1) await server.post(id, chunk);
    };
    await expect(full()).rejects.toThrow(refused('LimitExceededException', 429));
    await server.post(other.id, 'meanwhile');
    await other.client.count(1);
    let received = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('data', (data) => {
        received += data.length;
        if (received >= sent * chunk.length) resolve();
      });
    });
    socket.resume();
    await all;
    await server.post(id, 'again');
    socket.destroy();
  });
});

describe('a fault that a test asks for', () => {
  it('lets posts to one client hang, and to no other', async () => {
    const stalled = new Set<string>();
    await start({ faults: { stalls: ({ connectionId }) => stalled.has(connectionId) } });
    const one = await server.open();
    const other = await server.open();
    stalled.add(one.id);
    const hanging = server.post(one.id, 'x', AbortSignal.timeout(100));
    await server.post(other.id, 'y');
    await expect(hanging).rejects.toThrow('aborted');
    await other.client.count(1);
    expect([one.client.texts, other.client.texts]).toEqual([[], ['y']]);
  });

  it('loses the $disconnect of a client, whose posts get 410', async () => {
    await start({ faults: { losesDisconnect: () => true } });
    const { client, id } = await server.open();
    client.socket.terminate();
    await waitUntil('the post to fail', 5_000, () =>
      server.post(id, 'x').then(
        () => undefined,
        (error: unknown) => expect(error).toEqual(refused('GoneException', 410)) ?? true,
      ),
    );
    expect(server.events.map(({ requestContext }) => requestContext.eventType)).toEqual(['CONNECT']);
  });
});

describe('a connection', () => {
  it('is described as it is', async () => {
    await start();
    const before = Date.now();
    const { id } = await server.open();
    const described = await server.get(id);
    expect(described).toMatchObject({ Identity: { SourceIp: '127.0.0.1' } });
    const { ConnectedAt, LastActiveAt } = described;
    expect(ConnectedAt?.getTime()).toBeGreaterThanOrEqual(before);
    await server.post(id, 'x');
    expect((await server.get(id)).LastActiveAt?.getTime()).toBeGreaterThanOrEqual(LastActiveAt?.getTime() ?? Infinity);
  });

  it('is closed with 1000 by a delete', async () => {
    await start();
    const { client, id } = await server.open();
    await server.delete(id);
    expect(await client.closed).toBe(1000);
    expect((await server.event('DISCONNECT')).requestContext).toMatchObject({
      connectionId: id,
      disconnectStatusCode: 1000,
      disconnectReason: 'Connection Closed Normally',
    });
  });

  it('whose client does not answer is gone at once, and cut off soon', async () => {
    await start({ limits: { closeTimeoutMs: 100 } });
    const { socket, id } = await openDeaf();
    await server.delete(id);
    await expect(server.post(id, 'x')).rejects.toThrow(refused('GoneException', 410));
    expect((await server.event('DISCONNECT')).requestContext).toMatchObject({ disconnectStatusCode: 1006 });
    socket.destroy();
  });
});

it('the limits are those of API Gateway', () => {
  expect(AWS_LIMITS).toMatchObject({
    maxFrameBytes: 32_768,
    maxMessageBytes: 131_072,
    idleMs: 600_000,
    lifeMs: 7_200_000,
    requests: { ratePerSecond: 10_000, burst: 5_000 },
  });
});
