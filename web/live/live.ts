import { LiveConnection, type LiveDeps } from './live-connection.ts';

let connection: LiveConnection | null = null;
/** Parts of the page look at coins before the connection is there. */
const waiting = new Set<{ symbols: readonly string[]; stop: (() => void) | null }>();

/** Opens the page's one connection. */
export function startLive(deps: LiveDeps): LiveConnection {
  const opened = new LiveConnection(deps);
  connection = opened;
  for (const part of waiting) part.stop = opened.watch(part.symbols);
  waiting.clear();
  document.addEventListener('visibilitychange', () => opened.setHidden(document.hidden));
  window.addEventListener('online', () => opened.setOnline(true));
  window.addEventListener('offline', () => opened.setOnline(false));
  opened.start();
  if (document.hidden) opened.setHidden(true);
  return opened;
}

/** Frames of these coins come until what it gives back is called. Two parts of the page may look at the same coin. */
export function watch(symbols: Iterable<string>): () => void {
  if (connection) return connection.watch(symbols);
  const part = { symbols: [...symbols], stop: null as (() => void) | null };
  waiting.add(part);
  return () => {
    waiting.delete(part);
    part.stop?.();
  };
}
