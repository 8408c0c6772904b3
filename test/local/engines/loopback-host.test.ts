import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../../local/engines/close-server.ts';
import { guardHost } from '../../../local/engines/loopback-host.ts';

const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(`request ${request.url}`);
  response.end('served');
});
server.on('upgrade', (request, socket) => {
  seen.push(`upgrade ${request.url}`);
  socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
});
let port = 0;

beforeAll(async () => {
  guardHost(server);
  port = await listen(server, 0);
});
afterAll(() => closeServer(server));

/** Sends the header lines as they are and returns the status. */
async function statusOf(path: string, headers: readonly string[]): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`GET ${path} HTTP/1.1\r\n${headers.map((line) => `${line}\r\n`).join('')}Connection: close\r\n\r\n`);
  return Number((await text(socket)).split(' ')[1]);
}
const withHost = (host: string) => statusOf('/', [`Host: ${host}`]);
const withOrigin = (origin: string, ...more: string[]) =>
  statusOf('/', [`Host: localhost:${port}`, `Origin: ${origin}`, ...more]);

describe('a guarded server', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]'])('serves %s at its own port', async (name) => {
    expect(await withHost(`${name}:${port}`)).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    'localhost',
    'localhost:1',
    'localhost.:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.evil.example:PORT',
    '127.0.0.2:PORT',
    '0.0.0.0:PORT',
    '::1:PORT',
    'me@localhost:PORT',
    'localhost:PORT@evil.example',
    '',
  ])('answers 421 to the host %j, and no handler sees the request', async (host) => {
    const before = seen.length;
    expect(await withHost(host.replace('PORT', String(port)))).toBe(421);
    expect(seen).toHaveLength(before);
  });

  it('serves no request with two hosts', async () => {
    expect(await statusOf('/', [`Host: localhost:${port}`, 'Host: evil.example'])).toBeGreaterThanOrEqual(400);
    expect(await statusOf('/', ['Host: evil.example', `Host: localhost:${port}`])).toBeGreaterThanOrEqual(400);
  });

  it.each(['http://localhost:5173', 'http://127.0.0.1', 'http://[::1]:8787'])('serves the page %s', async (origin) => {
    expect(await withOrigin(origin)).toBe(200);
  });

  it.each(['http://evil.example', 'https://localhost.evil.example', 'https://localhost', 'file://', 'null', 'x'])(
    'answers 403 to the page %s',
    async (origin) => {
      expect(await withOrigin(origin)).toBe(403);
    },
  );

  it("serves a page without referrer, if the browser says that it is the server's own", async () => {
    expect(await withOrigin('null', 'Sec-Fetch-Site: same-origin')).toBe(200);
    expect(await withOrigin('null', 'Sec-Fetch-Site: cross-site')).toBe(403);
  });

  it('checks web sockets in the same way', async () => {
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
    expect(await statusOf('/socket', [`Host: 127.0.0.1:${port}`, ...upgrade])).toBe(101);
    const before = seen.length;
    expect(await statusOf('/socket', [`Host: evil.example:${port}`, ...upgrade])).toBe(421);
    expect(await statusOf('/socket', [`Host: 127.0.0.1:${port}`, 'Origin: http://evil.example', ...upgrade])).toBe(403);
    expect(seen).toHaveLength(before);
  });
});
