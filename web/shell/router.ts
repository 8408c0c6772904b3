import { computed } from '@preact/signals';
import { SIGNED_IN_PATH } from '../../contract/page-config.ts';
import { address } from '../store/address.ts';

export type Route =
  | { readonly view: 'coins' | 'alerts' | 'fired' | 'settings' | 'operator' | 'about' }
  | { readonly view: 'coin'; readonly symbol: string }
  | { readonly view: 'unknown' };

const PLAIN = ['alerts', 'fired', 'settings', 'operator', 'about'] as const;

/** What a path shows. */
export function routeOf(path: string): Route {
  if (path === SIGNED_IN_PATH) return { view: 'coins' };
  const [first = '', second, ...more] = path.replace(/\/$/, '').split('/').slice(1);
  if (first === '' || first === 'index.html') return { view: 'coins' };
  if (first === 'coins' && second === undefined) return { view: 'coins' };
  if (first === 'coins' && second && more.length === 0) return { view: 'coin', symbol: decode(second).toUpperCase() };
  // the view itself reads which fire is open
  if (first === 'fired' && more.length === 0) return { view: 'fired' };
  const plain = second === undefined ? PLAIN.find((name) => name === first) : undefined;
  return plain ? { view: plain } : { view: 'unknown' };
}

/** A broken escape is shown as it is: there is no such coin. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = computed(() => routeOf(address.value.path));
