import { createServer, type Server, STATUS_CODES } from 'node:http';
import { WebSocketServer } from 'ws';
import { guardHost } from '../engines/loopback-host.ts';
import { EXCHANGE_LIMITS, type ExchangeLimits } from './exchange-limits.ts';
import type { Market } from './market/market.ts';
import { type RestFault, RestGate } from './rest/rest-gate.ts';
import type { Disorder } from './socket/frame-disorder.ts';
import { RecentTexts } from './socket/recent-texts.ts';
import { StreamConnection } from './socket/stream-connection.ts';
import { StreamHub } from './socket/stream-hub.ts';
import { readStreamPath } from './socket/stream-path.ts';

const DEFAULT_MINI_TICKER_INTERVAL_MS = 1000;

/** A thousand stream names of the longest kind fit in a tenth of this. */
const MAX_MESSAGE_BYTES = 1_000_000;

export interface ExchangeServerOptions {
  readonly market: Market;
  /** 0, the default: a free one */
  readonly port?: number;
  readonly host?: string;
  /** Wall clock in ms for the limits and pings; the market has its own clock. */
  readonly clock?: () => number;
  /** those that differ from Binance's */
  readonly limits?: Partial<ExchangeLimits>;
  /** 0 sends mini tickers only when `sendMiniTickers` is called. */
  readonly miniTickerIntervalMs?: number;
}

export interface ExchangeServer {
  readonly wsUrl: string;
  readonly restUrl: string;
  readonly port: number;
  close(): Promise<void>;
  /** Ends every socket at once, without a close frame. */
  cutSockets(): void;
  /** Sends exactly this text to the subscribers of a stream, such as a malformed frame, a marker or a doubled frame. */
  sendRaw(stream: string, text: string): void;
  sendMiniTickers(): void;
  announceShutdown(): void;
  /** The open sockets, the oldest first. Faults can be injected into each. */
  connections(): readonly StreamConnection[];
  /** From now on every socket is refused with this HTTP status (451: the region); null: none is. */
  refuseUpgrades(status: number | null): void;
  /** How many sockets were refused. */
  upgradesRefused(): number;
  /** From now on so many trades come doubled or in the wrong order; null: none. */
  disturb(disorder: Disorder | null): void;
  /** Whether messages that subscribe to this stream are refused, with all other streams in them. */
  refuseStream(stream: string, refused: boolean): void;
  /** Drops the frames of a stream while its sockets stay open. */
  silence(stream: string, silenced: boolean): void;
  failRest(fault: RestFault): void;
  /** Open sockets. */
  connectionCount(): number;
  /** Sockets ever opened. */
  connectionsOpened(): number;
  /** How many open sockets have subscribed to a stream. */
  subscriberCount(stream: string): number;
  /** The texts that clients sent on their sockets, in order. */
  controlMessages(): readonly string[];
  /** Path and query of the REST calls, in order. */
  restRequests(): readonly string[];
}

/** Serves a market over the protocol of Binance spot and Binance.US, sockets and REST on one port. */
export async function startExchangeServer(options: ExchangeServerOptions): Promise<ExchangeServer> {
  const { market, port = 0, host = '127.0.0.1', clock = Date.now } = options;
  const limits = { ...EXCHANGE_LIMITS.binance, ...options.limits };
  const hub = new StreamHub(market, limits);
  const gate = new RestGate({ market, clock, limits });
  const http = createServer((request, response) => gate.handle(request, response));
  const doorway = openDoorway({ http, hub, limits, clock });
  guardHost(http);
  const boundPort = await listen(http, port, host);
  const stopTrades = market.onTrade((trade) => hub.sendTrade(trade));
  const stopTickers = every(options.miniTickerIntervalMs ?? DEFAULT_MINI_TICKER_INTERVAL_MS, () =>
    hub.sendMiniTickers(),
  );
  return {
    wsUrl: `ws://${host}:${boundPort}`,
    restUrl: `http://${host}:${boundPort}`,
    port: boundPort,
    close: async () => {
      stopTrades();
      stopTickers();
      cutAll(hub);
      doorway.sockets.close();
      await closeServer(http);
    },
    cutSockets: () => cutAll(hub),
    sendRaw: (stream, text) => hub.sendRaw(stream, text),
    sendMiniTickers: () => hub.sendMiniTickers(),
    announceShutdown: () => hub.announceShutdown(),
    connections: () => [...hub.connections],
    refuseUpgrades: (status) => doorway.refuse(status),
    upgradesRefused: () => doorway.refused(),
    refuseStream: (stream, isRefused) => doorway.refuseStream(stream, isRefused),
    disturb: (disorder) => hub.disturb(disorder),
    silence: (stream, silenced) => hub.silence(stream, silenced),
    failRest: (fault) => gate.failNext(fault),
    connectionCount: () => hub.connections.size,
    connectionsOpened: () => doorway.opened(),
    subscriberCount: (stream) => hub.subscriberCount(stream),
    controlMessages: () => doorway.controlMessages(),
    restRequests: () => gate.requests,
  };
}

interface Doorway {
  readonly sockets: WebSocketServer;
  controlMessages(): readonly string[];
  opened(): number;
  refuse(status: number | null): void;
  refused(): number;
  refuseStream(stream: string, isRefused: boolean): void;
}

interface DoorwayDeps {
  readonly http: Server;
  readonly hub: StreamHub;
  readonly limits: ExchangeLimits;
  readonly clock: () => number;
}

/** Accepts sockets on Binance's stream paths and registers them with the hub. */
function openDoorway({ http, hub, limits, clock }: DoorwayDeps): Doorway {
  const { pingIntervalMs, pongTimeoutMs, maxConnectionAgeMs: maxAgeMs } = limits;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const controlMessages = new RecentTexts();
  const onControlMessage = (text: string) => controlMessages.record(text);
  const refusedStreams = new Set<string>();
  const isRefused = (stream: string) => refusedStreams.has(stream);
  const shared = { clock, pingIntervalMs, pongTimeoutMs, maxAgeMs, onControlMessage, isRefused };
  let opened = 0;
  let refused = 0;
  let refusal: number | null = null;
  http.on('upgrade', (request, tcp, head) => {
    const path = readStreamPath(request.url ?? '/');
    const status = refusal ?? (path === undefined ? 404 : null);
    if (path === undefined || status !== null) {
      refused += 1;
      tcp.end(`HTTP/1.1 ${status} ${STATUS_CODES[status ?? 404]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      opened += 1;
      const connection = new StreamConnection({ ...path, ...shared, socket });
      hub.connections.add(connection);
      socket.on('close', () => hub.connections.delete(connection));
    });
  });
  return {
    sockets,
    controlMessages: () => controlMessages.all(),
    opened: () => opened,
    refuse(status) {
      refusal = status;
    },
    refused: () => refused,
    refuseStream(stream, isRefused) {
      if (isRefused) refusedStreams.add(stream);
      else refusedStreams.delete(stream);
    },
  };
}

function cutAll(hub: StreamHub): void {
  for (const connection of hub.connections) connection.cut();
}

function every(intervalMs: number, action: () => void): () => void {
  if (intervalMs === 0) return () => undefined;
  const timer = setInterval(action, intervalMs);
  return () => clearInterval(timer);
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      const address = http.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
