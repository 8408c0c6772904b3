import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { jsonReply, type Reply } from '../http/gateway-response.ts';
import { NORMAL, type SocketConnection } from './socket-connection.ts';
import type { SocketFaults, SocketLimits } from './socket-limits.ts';

const ID = /^[\w+/-]{15}=$/;

export interface ConnectionsRequest {
  readonly request: IncomingMessage;
  readonly connectionId: string;
  readonly connections: ReadonlyMap<string, SocketConnection>;
  readonly limits: Pick<SocketLimits, 'maxMessageBytes'>;
  readonly stalls: SocketFaults['stalls'];
  /** whether the account's rate allows one more */
  readonly allowed: boolean;
}

/**
 * `@connections/{id}`: POST sends to a client, GET describes the connection, DELETE closes it. The statuses and error types are those
 * that the SDK knows. Like AWS, it takes signed requests only, though any signature will do: no page can send one by chance.
 */
export async function answerConnections(asked: ConnectionsRequest): Promise<Reply> {
  const { request, connectionId, connections, limits } = asked;
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    return failure(403, 'ForbiddenException', { message: 'Missing Authentication Token' });
  }
  if (!asked.allowed) return failure(429, 'LimitExceededException', { message: 'Too Many Requests' });
  if (!ID.test(connectionId)) {
    const message = `Invalid connectionId: ${connectionId}`;
    return failure(400, 'BadRequestException', { message, connectionId, requestId: randomUUID() });
  }
  const data = request.method === 'POST' ? await readAtMost(request, limits.maxMessageBytes) : null;
  const connection = connections.get(connectionId);
  if (!connection?.isOpen) return failure(410, 'GoneException', null);
  if (data && asked.stalls(connection.facts)) {
    await once(request.socket, 'close');
    return failure(504, 'GatewayTimeoutException', null); // to nobody
  }
  switch (request.method) {
    case 'POST':
      if (!data) return failure(413, 'PayloadTooLargeException', { message: 'Message too long', connectionId });
      if (!connection.send(data)) return failure(429, 'LimitExceededException', null);
      return { status: 200, headers: {}, cookies: [], body: '' };
    case 'GET':
      return jsonReply(200, describe(connection));
    case 'DELETE':
      connection.close(NORMAL);
      return { status: 204, headers: {}, cookies: [], body: '' };
    default:
      return failure(403, 'ForbiddenException', { message: 'Missing Authentication Token' });
  }
}

function failure(status: number, type: string, body: object | null): Reply {
  return jsonReply(status, body ?? {}, { 'x-amzn-errortype': type });
}

function describe({ facts, lastActiveAt }: SocketConnection) {
  const { connectedAt, sourceIp, userAgent } = facts;
  return {
    connectedAt: new Date(connectedAt).toISOString(),
    identity: { sourceIp, userAgent },
    lastActiveAt: new Date(lastActiveAt).toISOString(),
  };
}

/** Null when there is more. The rest is read too, and dropped: a request that is cut off would end the caller's connection. */
async function readAtMost(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes <= maxBytes) parts.push(buffer);
  }
  return bytes <= maxBytes ? Buffer.concat(parts) : null;
}
