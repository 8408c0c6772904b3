import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

export interface ControlMessage {
  readonly method: string;
  readonly params: readonly string[];
  readonly id: number;
}

/** A local server with the exchange's protocol. The test controls it and reads what it received. */
export interface ScriptedExchange {
  readonly wsUrl: string;
  readonly restUrl: string;
  /** open sockets, the newest last */
  readonly sockets: WebSocket[];
  /** except requests for the list of subscriptions, which get the true answer */
  readonly messages: ControlMessage[];
  /** number of requested sockets, with the refused ones */
  attempts(): number;
  /** status of the next upgrades; 101 accepts them, 0 leaves them unanswered */
  upgradeStatus: number;
  /** null leaves a control message unanswered */
  answer: (message: ControlMessage) => object | null;
  rest: (request: IncomingMessage, response: ServerResponse) => void;
  send(frame: object | string): void;
  /** A trade that REST knows too. */
  trade(symbol: string, id: number, fields?: object): void;
  /** A trade that only REST knows. */
  missed(symbol: string, id: number, fields?: object): void;
  heartbeat(eventTime: number): void;
  close(): Promise<void>;
}

export async function startScriptedExchange(): Promise<ScriptedExchange> {
  const server = createServer((request, response) => exchange.rest(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  const unanswered: Duplex[] = [];
  let attempts = 0;
  server.on('upgrade', (request, socket, head) => {
    attempts += 1;
    if (exchange.upgradeStatus === 0) {
      unanswered.push(socket);
      return;
    }
    if (exchange.upgradeStatus !== 101) {
      socket.end(`HTTP/1.1 ${exchange.upgradeStatus} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => accept(opened));
  });
  const accept = (socket: WebSocket) => {
    const subscriptions = new Set<string>();
    exchange.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => void exchange.sockets.splice(exchange.sockets.indexOf(socket), 1));
    socket.on('message', (data) => {
      const message: ControlMessage = JSON.parse(data.toString());
      if (message.method === 'LIST_SUBSCRIPTIONS') {
        socket.send(JSON.stringify({ result: [...subscriptions], id: message.id }));
        return;
      }
      for (const stream of message.params) {
        if (message.method === 'SUBSCRIBE') subscriptions.add(stream);
        else subscriptions.delete(stream);
      }
      exchange.messages.push(message);
      const answer = exchange.answer(message);
      if (answer) socket.send(JSON.stringify(answer));
    });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;

  const trades: AggTrade[] = [];
  const exchange: ScriptedExchange = {
    wsUrl: `ws://127.0.0.1:${port}`,
    restUrl: `http://127.0.0.1:${port}`,
    sockets: [],
    messages: [],
    attempts: () => attempts,
    upgradeStatus: 101,
    answer: ({ id }) => ({ result: null, id }),
    rest: (request, response) => serve(request, response, trades),
    send(frame) {
      exchange.sockets.at(-1)?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    trade(symbol, id, fields = {}) {
      exchange.missed(symbol, id, fields);
      exchange.send(tradeFrame(symbol, id, fields));
    },
    missed(symbol, id, fields = {}) {
      trades.push(tradeFrame(symbol, id, fields).data);
    },
    heartbeat(eventTime) {
      exchange.send({ stream: '!miniTicker@arr', data: [{ e: '24hrMiniTicker', E: eventTime, s: 'BTCUSDT' }] });
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      for (const socket of unanswered) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return exchange;
}

interface AggTrade {
  readonly s: string;
  readonly a: number;
}

export function tradeFrame(symbol: string, id: number, fields: object = {}) {
  const data = { e: 'aggTrade', E: 1_700_000_000_000 + id, s: symbol, a: id, p: '100.50000000', q: '0.10000000' };
  return {
    stream: `${symbol.toLowerCase()}@aggTrade`,
    data: { ...data, f: id, l: id, T: 1_700_000_000_000 + id, m: true, M: true, ...fields },
  };
}

export function catalogueEntry(symbol: string, status = 'TRADING') {
  const filters = [
    { filterType: 'PRICE_FILTER', tickSize: '0.01000000', minPrice: '0.01' },
    { filterType: 'LOT_SIZE' },
  ];
  return { symbol, status, baseAsset: symbol.slice(0, 3), quoteAsset: symbol.slice(3), filters };
}

function serve(request: IncomingMessage, response: ServerResponse, trades: readonly AggTrade[]): void {
  response.setHeader('content-type', 'application/json');
  if (request.url?.startsWith('/api/v3/aggTrades')) {
    const { searchParams } = new URL(request.url, 'http://exchange');
    const [symbol, fromId] = [searchParams.get('symbol'), Number(searchParams.get('fromId'))];
    const ofCoin = trades.filter(({ s }) => s === symbol);
    if (!searchParams.has('fromId')) {
      response.end(JSON.stringify(ofCoin.slice(-Number(searchParams.get('limit')))));
      return;
    }
    const rows = ofCoin.filter(({ a }) => a >= fromId).sort((one, other) => one.a - other.a);
    response.end(JSON.stringify(rows.filter(({ a }, index) => rows[index - 1]?.a !== a).slice(0, 1_000)));
    return;
  }
  if (request.url?.startsWith('/api/v3/klines')) {
    response.end('[]');
    return;
  }
  const symbols = [catalogueEntry('BTCUSDT'), catalogueEntry('ETHUSDT'), catalogueEntry('LUNUSDT', 'BREAK')];
  response.end(JSON.stringify(request.url?.startsWith('/api/v3/time') ? { serverTime: Date.now() } : { symbols }));
}
