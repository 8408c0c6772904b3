import { createServer, type Server } from 'node:http';
import { CliError } from '../terminal/exit-codes.ts';

/** A person takes a while to sign in, or to sign up. */
const MAX_WAIT_MS = 10 * 60_000;

const PAGE = `<!doctype html><meta charset="utf-8"><title>Pricebell</title>
<p>You can close this page and go back to the terminal.</p>`;

export interface Redirect {
  /** the address that is listened at */
  readonly uri: string;
  /** the address that the browser came with */
  readonly arrival: Promise<URL>;
  close(): void;
}

/** Listens at the first of these addresses of this machine whose port is free. @throws CliError when none is */
export async function receiveRedirect(uris: readonly string[], signal: AbortSignal): Promise<Redirect> {
  for (const uri of uris) {
    const server = await listenAt(new URL(uri));
    if (server) return { uri, arrival: waitForArrival(server, uri, signal), close: () => closeNow(server) };
  }
  const ports = uris.map((uri) => new URL(uri).port).join(', ');
  throw new CliError(`Other programs use the ports that a sign-in can come back to (${ports}). Try --device.`);
}

/** Null when the port is taken. */
function listenAt({ port }: URL): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(Number(port), '127.0.0.1', () => resolve(server));
  });
}

function waitForArrival(server: Server, uri: string, signal: AbortSignal): Promise<URL> {
  const { pathname } = new URL(uri);
  const arrival = new Promise<URL>((resolve, reject) => {
    server.on('request', (request, response) => {
      const url = URL.parse(request.url ?? '', uri);
      // a browser asks for its icon as well
      if (url?.pathname !== pathname) return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end(PAGE);
      resolve(url);
    });
    const fail = () => reject(new CliError('Nobody signed in within ten minutes.'));
    const limit = setTimeout(fail, MAX_WAIT_MS);
    server.once('close', () => clearTimeout(limit));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // it is awaited a little later than it may fail
  arrival.catch(() => {});
  return arrival;
}

function closeNow(server: Server): void {
  server.close();
  server.closeAllConnections();
}
