import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from '../../support/certificate.ts';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** What comes by TLS goes on in plain to a port of this machine, under the name that a server of this machine answers to. */
export async function startTlsFront({ key, cert }: Certificate, to: number): Promise<TlsFront> {
  const server = createTlsServer({ key, cert }, (socket) => {
    const far = connect(to, '127.0.0.1');
    closeTogether(socket, far);
    socket
      .pipe(renameHost(`127.0.0.1:${to}`))
      .pipe(far)
      .pipe(socket);
  });
  return listenOn(server);
}

/** The head of a request comes in one piece. */
function renameHost(host: string): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const renamed = chunk.toString('latin1').replace(/(\r\nhost: )[^\r\n]+/i, `$1${host}`);
      done(null, Buffer.from(renamed, 'latin1'));
    },
  });
}

export interface ConnectProxy extends TlsFront {
  readonly url: string;
  /** `host:port` of every tunnel, in order */
  readonly tunnels: readonly string[];
  /** requests that were no tunnels */
  readonly others: readonly string[];
}

/** A forward proxy that opens tunnels (RFC 9110, 9.3.6): whatever host is named, they lead to one port of this machine. */
export async function startConnectProxy(to: number): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const others: string[] = [];
  const server = createHttpServer((request, response) => {
    others.push(`${request.method} ${request.url}`);
    response.writeHead(405).end();
  });
  server.on('connect', (request, socket: Socket, head) => {
    tunnels.push(request.url ?? '');
    const far = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) far.write(head);
      join(socket, far);
    });
    far.once('error', () => socket.destroy());
  });
  const front = await listenOn(server);
  return { ...front, url: `http://127.0.0.1:${front.port}`, tunnels, others };
}

function join(a: Socket, b: Socket): void {
  closeTogether(a, b);
  a.pipe(b).pipe(a);
}

function closeTogether(a: Socket, b: Socket): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

async function listenOn(server: Server): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
