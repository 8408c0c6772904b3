import type { IncomingMessage } from 'node:http';

/** A name or an address, with a port: nothing that a URL would read as user, path or query. */
const HOST = /^[\w.:[\]-]+$/;

/**
 * The address that a request is for. Null when the request names none: its target is no path (`*`, `http://other/`) or its Host is
 * no host. A path may be any, `//` too: the target is never read as a reference, in which `//` comes before a host.
 */
export function requestUrl({
  url: target = '',
  headers: { host = 'localhost' },
}: Pick<IncomingMessage, 'url' | 'headers'>): URL | null {
  if (!target.startsWith('/') || !HOST.test(host)) return null;
  return URL.parse(`http://${host}${target}`);
}
