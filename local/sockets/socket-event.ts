import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What the events of a connection have in common. */
export interface ConnectionFacts {
  readonly connectionId: string;
  /** ms */
  readonly connectedAt: number;
  readonly apiId: string;
  readonly stage: string;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

interface EventKind {
  readonly routeKey: string;
  readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  /** ms */
  readonly now: number;
}

/** As API Gateway's look: base64 of eleven bytes. */
export function gatewayId(): string {
  return randomBytes(11).toString('base64url').replaceAll('_', 'A').concat('=');
}

/** `now` in ms */
export function connectEvent(facts: ConnectionFacts, { headersDistinct, url }: IncomingMessage, now: number) {
  const query = new URLSearchParams(url?.split('?')[1]);
  const names = [...new Set(query.keys())];
  const headers = Object.entries(headersDistinct).map(([name, values = []]) => [headerName(name), values] as const);
  return {
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(headers),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1) ?? ''])),
      multiValueQueryStringParameters: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    }),
    requestContext: contextOf(facts, { routeKey: '$connect', eventType: 'CONNECT', now }),
    isBase64Encoded: false,
  };
}

/** `sec-websocket-key` → `Sec-WebSocket-Key`: names come as their senders write them, and browsers write them so. */
function headerName(name: string): string {
  return name
    .split('-')
    .map((part) => (part === 'websocket' ? 'WebSocket' : part.slice(0, 1).toUpperCase() + part.slice(1)))
    .join('-');
}

interface Message {
  readonly routeKey: string;
  readonly body: string;
  /** ms */
  readonly now: number;
}

export function messageEvent(facts: ConnectionFacts, { routeKey, body, now }: Message) {
  const context = contextOf(facts, { routeKey, eventType: 'MESSAGE', now });
  return { requestContext: { ...context, messageId: gatewayId() }, body, isBase64Encoded: false };
}

interface Closing {
  readonly code: number;
  readonly reason: string;
  /** ms */
  readonly now: number;
}

export function disconnectEvent(facts: ConnectionFacts, { code, reason, now }: Closing) {
  const headers = { Host: facts.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...contextOf(facts, { routeKey: '$disconnect', eventType: 'DISCONNECT', now }),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  };
}

function contextOf(facts: ConnectionFacts, { routeKey, eventType, now }: EventKind) {
  const { connectionId, connectedAt, apiId, stage, domainName, sourceIp, userAgent } = facts;
  return {
    routeKey,
    eventType,
    extendedRequestId: gatewayId(),
    requestTime: commonLogTime(now),
    messageDirection: 'IN',
    stage,
    connectedAt,
    requestTimeEpoch: now,
    identity: { sourceIp, userAgent },
    requestId: randomUUID(),
    domainName,
    connectionId,
    apiId,
  };
}

/** `29/Nov/2026:08:15:00 +0000` */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
