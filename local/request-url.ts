import type { IncomingMessage } from 'node:http';

/**
 * The address that a request is for. Null when the request names none: its target is no path (`*`, `http://other/`). `guardHost`
 * has checked the Host. A path may be any, `//` too: the target is never read as a reference, in which `//` comes before a host.
 */
export function requestUrl({
  url: target = '',
  headers: { host = 'localhost' },
}: Pick<IncomingMessage, 'url' | 'headers'>): URL | null {
  if (!target.startsWith('/')) return null;
  return URL.parse(`http://${host}${target}`);
}
