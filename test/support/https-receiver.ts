import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Certificate, makeCertificate } from './certificate.ts';

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface HttpsReceiver {
  readonly port: number;
  /** the authority to trust */
  readonly ca: string;
  readonly requests: ReceivedRequest[];
  /** number of TCP connections so far */
  connections: number;
  /** handles the next requests, once they are read */
  answer: (response: ServerResponse, request: IncomingMessage) => void;
  close(): Promise<void>;
}

export const RECEIVER_HOST = 'hooks.example.com';

/** A real HTTPS server on loopback, with the name `hooks.example.com`. It answers 204 by default. */
export async function startReceiver({ address = '127.0.0.1', port = 0, certificate }: ReceiverOptions = {}) {
  const { key, cert } = certificate ?? makeCertificate(RECEIVER_HOST, Date.now());
  const sockets = new Set<Socket>();
  const server = createServer({ key, cert }, async (request, response) => {
    const bytes = await buffer(request);
    const { method, url: path, headers } = request;
    receiver.requests.push({ method, path, headers, body: bytes.toString('utf8'), bytes });
    receiver.answer(response, request);
  });
  server.on('connection', (socket: Socket) => {
    receiver.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {}); // some tests expect the caller to refuse the certificate
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  const receiver: HttpsReceiver = {
    port: typeof bound === 'object' && bound ? bound.port : 0,
    ca: cert,
    requests: [],
    connections: 0,
    answer: (response) => response.writeHead(204).end(),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

export interface ReceiverOptions {
  readonly address?: string;
  readonly port?: number;
  readonly certificate?: Certificate;
}
