import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

const FINISHED = 'http.server.response.finish';

export interface RequestCount {
  /** requests that servers of this process have answered, by status */
  readonly byStatus: ReadonlyMap<number, number>;
  total(): number;
  stop(): void;
}

/** Counts what the server on `port` answers from now on. The servers are those of this process. */
export function countRequests(port: number): RequestCount {
  const byStatus = new Map<number, number>();
  const listener = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== port) return;
    byStatus.set(response.statusCode, (byStatus.get(response.statusCode) ?? 0) + 1);
  };
  subscribe(FINISHED, listener);
  return {
    byStatus,
    total: () => [...byStatus.values()].reduce((sum, count) => sum + count, 0),
    stop: () => void unsubscribe(FINISHED, listener),
  };
}
