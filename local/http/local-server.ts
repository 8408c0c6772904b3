import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeServer, listen } from '../engines/close-server.ts';
import { guardHost } from '../engines/loopback-host.ts';
import { refuseUpgrade } from '../engines/refuse-upgrade.ts';
import { messageOf } from '../json.ts';
import { requestUrl } from '../request-url.ts';
import type { Gateway } from './gateway.ts';
import { jsonReply, type Reply, sendReply } from './gateway-response.ts';
import type { PageSite } from './page-site.ts';

/** How long running requests may take when the stack stops. */
const STOP_GRACE_MS = 1_500;

/** As in the stack's distribution: everything else is the page. */
const API_PATH = '/api/';

/** What the server serves. */
export interface Site {
  readonly gateway: Gateway;
  /** null: the stack runs without it, and the gateway answers everything */
  readonly page: PageSite | null;
  readonly sockets?: SocketSite;
}

/** The stages of the template's WebSocket APIs, each at the path of its name: `live` at `/live`. */
export interface SocketSite {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** null when the path is not that of a stage */
  answer(request: IncomingMessage, url: URL): Promise<Reply> | null;
  /** Closes every connection, and waits for what is called because of that. */
  stop(): Promise<void>;
}

export interface LocalServer {
  readonly url: string;
  /** for links in mails, which a person on this machine opens */
  readonly origin: string;
  /** before this is called, every request gets 503 */
  serve(site: Site): void;
  /** May be called twice. */
  stop(): Promise<void>;
}

/**
 * The one address of the local stack: `/api/*` as API Gateway serves it, and the page. It listens before there is
 * anything to serve, because functions need its address when they start. `port` 0: any free port.
 */
export async function startLocalServer(port: number): Promise<LocalServer> {
  let site: Site | null = null;
  async function answer(request: IncomingMessage): Promise<Reply> {
    if (!site) return notYet(request);
    const { gateway, page, sockets } = site;
    const url = requestUrl(request);
    if (!url) return jsonReply(400, { message: 'Bad Request' });
    const ofSocket = sockets?.answer(request, url);
    if (ofSocket) return ofSocket;
    return page && !url.pathname.startsWith(API_PATH) ? page(request, url.pathname) : gateway(request, url);
  }
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      sendReply(response, await answer(request));
    } catch (error) {
      sendReply(response, jsonReply(500, { message: 'Internal Server Error', detail: messageOf(error) }));
    }
  }
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (site?.sockets) site.sockets.upgrade(request, socket, head);
    else refuseUpgrade(socket, 503, { message: 'Service Unavailable', detail: 'the stack is starting' });
  }
  const main = createServer(serve).on('upgrade', upgrade);
  guardHost(main);
  const chosen = await listen(main, port).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
    throw new Error(`port ${port} is taken by another program; choose another one: PORT=${port + 1} npm start`);
  });
  // `localhost` may be an IPv4 or an IPv6 address
  const other = createServer(serve).on('upgrade', upgrade);
  guardHost(other);
  const both = await listen(other, chosen, '::1').then(
    () => true,
    () => false,
  );
  return {
    url: `http://127.0.0.1:${chosen}`,
    origin: `http://localhost:${chosen}`,
    serve(served) {
      site = served;
    },
    async stop() {
      await site?.sockets?.stop();
      await Promise.all([closeServer(main, STOP_GRACE_MS), both && closeServer(other, STOP_GRACE_MS)]);
    },
  };
}

/** A browser that was too early gets a page that asks again by itself. */
function notYet({ headers }: IncomingMessage): Reply {
  const retry = { 'retry-after': '1', 'cache-control': 'no-store' };
  if (!headers.accept?.includes('text/html')) {
    return jsonReply(503, { message: 'Service Unavailable', detail: 'the stack is starting' }, retry);
  }
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<meta name="color-scheme" content="light dark"><title>Pricebell</title><p>Pricebell is starting…</p></html>`;
  return { status: 503, headers: { ...retry, 'content-type': 'text/html; charset=utf-8' }, cookies: [], body: page };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
