import { createServer } from 'node:net';

/** Finds a port of the loopback interface that nothing listens on right now. */
export function findFreePort(): Promise<number> {
  return tryPort(0);
}

/** @throws Error when something listens on the port */
export function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}
