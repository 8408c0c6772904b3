import { createServer, type Server } from 'node:http';
import { WebSocketServer } from 'ws';
import type { Market } from './market.ts';
import { RecentTexts } from './recent-texts.ts';
import { type RestFault, RestGate } from './rest-gate.ts';
import { StreamConnection } from './stream-connection.ts';
import { StreamHub } from './stream-hub.ts';
import { readStreamPath } from './stream-path.ts';

const defaultPingIntervalMs = 20_000;
const defaultPongTimeoutMs = 60_000;
const defaultMiniTickerIntervalMs = 1000;

/** A thousand stream names of the longest kind fit in a tenth of this. */
const maxMessageBytes = 1_000_000;

export interface ExchangeServerOptions {
  readonly market: Market;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Wall clock in ms for the limits and pings; the market has its own. */
  readonly clock?: () => number;
  readonly pingIntervalMs?: number;
  readonly pongTimeoutMs?: number;
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
  /** Pushes this very text to the subscribers of a stream: a malformed frame, a marker, a doubled one. */
  sendRaw(stream: string, text: string): void;
  sendMiniTickers(): void;
  announceShutdown(): void;
  /** Swallows a stream's frames while its sockets stay open. */
  mute(stream: string, muted: boolean): void;
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

/** Serves a market over Binance spot's protocol, sockets and REST on one port. */
export async function startExchangeServer(options: ExchangeServerOptions): Promise<ExchangeServer> {
  const { market, port = 0, host = '127.0.0.1', clock = Date.now } = options;
  const hub = new StreamHub(market);
  const gate = new RestGate({ market, clock });
  const http = createServer((request, response) => gate.handle(request, response));
  const doorway = openDoorway(http, hub, options);
  const boundPort = await listen(http, port, host);
  const stopTrades = market.onTrade((trade) => hub.sendTrade(trade));
  const stopTickers = every(options.miniTickerIntervalMs ?? defaultMiniTickerIntervalMs, () => hub.sendMiniTickers());
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
    mute: (stream, muted) => hub.mute(stream, muted),
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
}

/** Lets sockets in on Binance's stream paths and registers them with the hub. */
function openDoorway(http: Server, hub: StreamHub, options: ExchangeServerOptions): Doorway {
  const { clock = Date.now, pingIntervalMs = defaultPingIntervalMs, pongTimeoutMs = defaultPongTimeoutMs } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  const controlMessages = new RecentTexts();
  let opened = 0;
  http.on('upgrade', (request, tcp, head) => {
    const path = readStreamPath(request.url ?? '/');
    if (path === undefined) {
      tcp.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, tcp, head, (socket) => {
      opened += 1;
      const onControlMessage = (text: string) => controlMessages.record(text);
      const connection = new StreamConnection({
        ...path,
        socket,
        clock,
        pingIntervalMs,
        pongTimeoutMs,
        onControlMessage,
      });
      hub.connections.add(connection);
      socket.on('close', () => hub.connections.delete(connection));
    });
  });
  return { sockets, controlMessages: () => controlMessages.all(), opened: () => opened };
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
