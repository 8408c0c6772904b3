import { MAX_STREAMS } from './stream-connection.ts';

export interface StreamPath {
  readonly combined: boolean;
  readonly streams: readonly string[];
}

/** Reads `/ws`, `/ws/a/b`, `/stream` and `/stream?streams=a/b`; undefined for a path or a count that Binance refuses. */
export function readStreamPath(target: string): StreamPath | undefined {
  const url = URL.parse(target, 'ws://127.0.0.1');
  if (url === null) return undefined;
  const path = url.pathname.replaceAll('%40', '@');
  if (path === '/stream') return bounded(true, url.searchParams.get('streams') ?? '');
  if (path === '/ws' || path.startsWith('/ws/')) return bounded(false, path.slice('/ws'.length));
  return undefined;
}

function bounded(combined: boolean, names: string): StreamPath | undefined {
  const streams = names.split('/').filter((name) => name !== '');
  return streams.length > MAX_STREAMS ? undefined : { combined, streams };
}
