import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** A page of another site that makes its own name resolve to 127.0.0.1 sends that name as `Host`. So no other name is served. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const HTTP_PORT = 80;
const GUARDED_EVENTS = ['request', 'upgrade', 'checkContinue', 'checkExpectation', 'connect'] as const;

interface Refusal {
  readonly status: 403 | 421;
  readonly reason: string;
}

/**
 * From now on the server answers this machine's own names and pages only: another `Host` gets 421, an `Origin` of another site 403,
 * before anything else looks at the request. The server's handlers must be there already, which may be those of a package.
 */
export function guardHost(server: Server): void {
  for (const event of GUARDED_EVENTS) {
    const handlers = server.listeners(event);
    if (handlers.length === 0) continue;
    server.removeAllListeners(event);
    server.on(event, (request: IncomingMessage, ...rest: unknown[]) => {
      const refusal = refusalOf(request);
      if (refusal) refuse(rest[0], refusal);
      else for (const handler of handlers) Reflect.apply(handler, server, [request, ...rest]);
    });
  }
}

function refusalOf({ rawHeaders, headers, socket }: IncomingMessage): Refusal | null {
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts !== 1 || !isOwnHost(headers.host ?? '', socket.localPort)) {
    return { status: 421, reason: 'this server answers to localhost and 127.0.0.1 only' };
  }
  if (headers.origin === undefined || isOwnOrigin(headers.origin, headers['sec-fetch-site'])) return null;
  return { status: 403, reason: 'this server answers to pages of this machine only' };
}

function isOwnHost(host: string, port: number | undefined): boolean {
  const given = host.toLowerCase();
  return LOOPBACK_NAMES.some((name) => given === `${name}:${port}` || (port === HTTP_PORT && given === name));
}

/** A page without referrer, as those behind the links of mails, sends `null` with its forms; then the browser's own word counts. */
function isOwnOrigin(origin: string, fetchSite: string | string[] | undefined): boolean {
  if (origin === 'null') return fetchSite === 'same-origin';
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && LOOPBACK_NAMES.includes(hostname);
}

function refuse(to: unknown, { status, reason }: Refusal): void {
  const body = JSON.stringify({ message: reason });
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    connection: 'close',
  };
  if (to instanceof ServerResponse) to.writeHead(status, headers).end(body);
  else if (to instanceof Duplex) refuseUpgrade(to, status, { message: reason });
}
