import { computed, signal } from '@preact/signals';

/** Where the page is: `/coins/BTCUSDT?interval=1h`. */
export interface Address {
  readonly path: string;
  readonly search: string;
}

const read = (): Address => ({ path: location.pathname, search: location.search });

/** Tests of pure parts have no window. */
const HAS_WINDOW = typeof window !== 'undefined';

export const address = signal<Address>(HAS_WINDOW ? read() : { path: '/', search: '' });

/** Filters and choices that the address keeps: a reload and a shared link show the same. */
export const query = computed(() => new URLSearchParams(address.value.search));

/** Shows another view. `path` may have a query. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  if (path === `${location.pathname}${location.search}`) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  const before = address.value.path;
  address.value = read();
  if (!replace && address.value.path !== before) scrollTo(0, 0);
}

/** Changes parts of the query in place; null takes one away. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  go(`${location.pathname}${text === '' ? '' : `?${text}`}`, { replace: true });
}

/** Follows the browser's back and forward, and clicks on links within the page. */
export function startAddress(): void {
  window.addEventListener('popstate', () => {
    address.value = read();
  });
  document.addEventListener('click', (event) => {
    const path = innerPath(event);
    if (path === null) return;
    event.preventDefault();
    go(path);
  });
}

/** The path of a plain click on a link within the page; null when the browser shall follow it. */
function innerPath(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return null;
  if (link.pathname.startsWith('/api/') || link.pathname.includes('.')) return null;
  return `${link.pathname}${link.search}`;
}
