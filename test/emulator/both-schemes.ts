import { connect, createServer, type Socket } from 'node:net';

/** The first byte of every TLS connection; no HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

export interface Ports {
  readonly port: number;
  readonly httpsPort: number;
  readonly httpPort: number;
}

/**
 * Serves both on one port of the loopback interface: forwards TLS to one port and plain HTTP to another. MiniStack with TLS still
 * fetches Cognito's keys from itself by HTTP, at its configured port.
 */
export async function serveBothSchemes({ port, httpsPort, httpPort }: Ports): Promise<{ stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((caller) => {
    track(caller);
    caller.once('data', (first) => {
      caller.pause();
      const target = connect(first[0] === TLS_HANDSHAKE ? httpsPort : httpPort, '127.0.0.1');
      track(target);
      target.on('close', () => caller.destroy());
      caller.on('close', () => target.destroy());
      target.write(first);
      caller.pipe(target).pipe(caller);
    });
  });

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
