import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { jsonReply, type Reply } from '../http/gateway-response.ts';
import { decodeSegment } from '../http/match-route.ts';
import { TokenBucket } from '../http/token-bucket.ts';
import { answerConnections } from './answer-connections.ts';
import { CUT_OFF, GOING_AWAY, SocketConnection } from './socket-connection.ts';
import { type ConnectionFacts, gatewayId } from './socket-event.ts';
import { AWS_LIMITS, NO_FAULTS, type SocketFaults, type SocketLimits } from './socket-limits.ts';
import { createSocketRoutes, type SocketRoutesOptions } from './socket-routes.ts';

export interface SocketGatewayOptions extends Omit<SocketRoutesOptions, 'now'> {
  readonly apiId: string;
  readonly stage: string;
  readonly limits?: Partial<SocketLimits> | undefined;
  readonly faults?: Partial<SocketFaults> | undefined;
  /** ms */
  readonly now?: () => number;
}

export interface SocketGateway {
  /** a request for a socket at the stage's own path */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** any other request at the stage's path or under it; `path` is what follows it */
  answer(request: IncomingMessage, path: string): Promise<Reply>;
  /** Closes every connection, and waits for the functions that are called because of that. */
  stop(): Promise<void>;
}

const CONNECTIONS_PATH = '/@connections/';
const REFUSALS: Readonly<Record<number, string>> = {
  429: 'Too Many Requests',
  502: 'Internal server error',
  503: 'Service Unavailable',
};

/**
 * A stage of the template's WebSocket API, as API Gateway serves it. A connection exists from the moment that `$connect` has allowed it:
 * before, nothing can be posted to it. Messages are passed on as they come, without waiting for each other.
 */
export function createSocketGateway(options: SocketGatewayOptions): SocketGateway {
  const { apiId, stage, now = Date.now } = options;
  const limits = { ...AWS_LIMITS, ...options.limits };
  const faults = { ...NO_FAULTS, ...options.faults };
  const routes = createSocketRoutes({ ...options, now });
  const requests = new TokenBucket(limits.requests, now());
  const connections = new Map<string, SocketConnection>();
  const arriving = new WeakMap<IncomingMessage, ConnectionFacts>();
  let stopping = false;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes,
    handleProtocols: () => false,
    verifyClient: ({ req }, answer) => void admit(req).then((status) => answer(status < 300, ...refusal(status))),
  });

  /** The status of the handshake. `$connect` is asked about valid ones only: `ws` refuses others before. */
  async function admit(request: IncomingMessage): Promise<number> {
    const facts = factsOf(request, { apiId, stage, now: now() });
    arriving.set(request, facts);
    const status = await routes.connect(facts, request);
    if (status >= 300 || (request.socket.writable && !stopping)) return status;
    void routes.disconnect(facts, { code: CUT_OFF, reason: 'Connection closed abnormally' });
    return 503;
  }

  function open(socket: WebSocket, request: IncomingMessage): void {
    const facts = arriving.get(request);
    if (!facts) throw new Error('the handshake has no connection');
    const connection: SocketConnection = new SocketConnection(socket, request.socket, {
      facts,
      limits,
      now,
      onMessage: (text) => void pass(connection, text),
      onClosed(code, reason) {
        connections.delete(facts.connectionId);
        if (!faults.losesDisconnect(facts)) void routes.disconnect(facts, { code, reason });
      },
    });
    connections.set(facts.connectionId, connection);
  }

  async function pass(connection: SocketConnection, text: string): Promise<void> {
    const message = await routes.message(connection.facts, text);
    if (message === null || !connection.isOpen) return;
    const { connectionId } = connection.facts;
    connection.send(JSON.stringify({ message, connectionId, requestId: randomUUID() }));
  }

  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, open),
    async answer(request, path) {
      if (!path.startsWith(CONNECTIONS_PATH)) return jsonReply(403, { message: 'Forbidden' });
      const connectionId = decodeSegment(path.slice(CONNECTIONS_PATH.length));
      const allowed = requests.take(now());
      return answerConnections({ request, connectionId, connections, limits, stalls: faults.stalls, allowed });
    },
    async stop() {
      stopping = true;
      const closing = [...connections.values()];
      for (const connection of closing) connection.close(GOING_AWAY);
      await Promise.all(closing.map(({ closed }) => closed));
      await routes.settled();
    },
  };
}

function refusal(status: number): [number, string, Record<string, string>] {
  const headers = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' };
  return [status, JSON.stringify({ message: REFUSALS[status] ?? 'Forbidden' }), headers];
}

type Place = Pick<ConnectionFacts, 'apiId' | 'stage'> & { readonly now: number };

function factsOf({ headers, socket }: IncomingMessage, { apiId, stage, now }: Place): ConnectionFacts {
  return {
    connectionId: gatewayId(),
    connectedAt: now,
    apiId,
    stage,
    domainName: headers.host ?? 'localhost',
    sourceIp: socket.remoteAddress ?? '127.0.0.1',
    userAgent: headers['user-agent'] ?? '',
  };
}
