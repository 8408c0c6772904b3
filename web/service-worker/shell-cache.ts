/** The build fills these in. */
declare const BUILD_VERSION: string;
declare const BUILD_SHELL: readonly string[];

const PREFIX = 'shell-';
const CACHE = `${PREFIX}${BUILD_VERSION}`;
/** A network that takes longer is as good as none: what is kept is shown, and is live once the network is there. */
const NETWORK_WITHIN_MS = 4_000;

/** Keeps the shell alone, all of it or nothing. Data is never kept: nothing may be older than it says. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(BUILD_SHELL.map((path) => new Request(path, { cache: 'reload' })));
}

export async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** The page from the network, or the kept one when there is no network. */
export async function answerNavigation(request: Request): Promise<Response> {
  try {
    const response = await fetchSoon(request);
    if (response.ok || response.type === 'opaqueredirect') return response;
    return (await keptPage()) ?? response;
  } catch {
    return (await keptPage()) ?? Response.error();
  }
}

/** Its head has to come in time; a body that has begun may take longer. @throws DOMException when it does not come */
async function fetchSoon(request: Request): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), NETWORK_WITHIN_MS);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function keptPage(): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match('/');
}
