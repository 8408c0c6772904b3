import { insertAfter } from './insert-after.ts';
import type { Recipe } from './recipe.ts';

/** An exchange that speaks in lines of words: `+ 1 beat,t.ABC`, answered by `ok 1`, and trades such as `t ABC 7 500 1.50 2`. */
const TINY = `
import { AnswerError, ExchangeError } from '../exchange/exchange-error.ts';
import type { Exchange, RestRequest } from '../exchange/exchange.ts';
import { type Frame, FrameError } from '../exchange/frame.ts';
import { readPlainDecimal } from '../exchange/plain-decimal.ts';
import type { TradeRow } from '../exchange/market-rows.ts';

const TRADE_PAGE = { rows: 3, weight: 1 };
const CANDLE_PAGE = { rows: 100, weight: 1 };
const STATUSES: Readonly<Record<string, string>> = { on: 'TRADING', off: 'BREAK' };

function readTrade([id, time, price, quantity]: readonly unknown[]): TradeRow {
  const [p, q] = [readPlainDecimal(String(price)), readPlainDecimal(String(quantity))];
  if (!p?.exact || !q) throw new AnswerError('price or quantity: is no decimal');
  const place = { id: Number(id), time: Number(time) };
  return { ...place, trade: { ...place, price: p.text, quantity: q.text } };
}

function readFrame(text: string): Frame {
  const [kind, ...words] = text.split(' ');
  if (kind === 'ok') return { kind: 'answer', id: Number(words[0]), error: null };
  if (kind === 'no') return { kind: 'answer', id: Number(words[0]), error: words.slice(1).join(' ') };
  if (kind === 'b') return { kind: 'heartbeat', eventTime: Number(words[0]), tickers: [] };
  if (kind !== 't' || !words[0]) throw new FrameError('kind', 'is unknown');
  const { trade } = readTrade(words.slice(1));
  return trade ? { kind: 'trade', symbol: words[0], trade } : { kind: 'other' };
}

function request<Result>(path: string, read: (rows: unknown[]) => Result): RestRequest<Result> {
  const parse = (answer: unknown) => {
    if (!Array.isArray(answer)) throw new AnswerError('is not a list');
    return read(answer);
  };
  return { subject: path, path, weight: 1, timeoutMs: 5_000, read: parse };
}

const trades = (path: string) => request(path, (rows) => rows.map((row) => readTrade(Array.isArray(row) ? row : [])));
const noCandles = () => request('/candles', () => ({ candles: [], unreadable: [] }));

export const TINY: Exchange = {
  regionRemedy: 'move',
  socket: {
    path: '/words',
    limits: {
      maxStreams: 10,
      coinsPerConnection: 5,
      maxConnections: 2,
      connects: { max: 10, windowMs: 60_000 },
      maxAgeMs: 3_600_000,
      ageJitterMs: 0,
      maxFrameBytes: 1_000,
      streamsPerMessage: 5,
      messageSpacingMs: 10,
      maxHeartbeatGapS: 10,
    },
    heartbeatStream: 'beat',
    tradeStream: (symbol) => 't.' + symbol,
    subscribe: (id, streams) => '+ ' + id + ' ' + streams.join(','),
    unsubscribe: (id, streams) => '- ' + id + ' ' + streams.join(','),
    list: null,
    isInvalidStream: (error) => error === 'unknown stream',
    isRegionRefusal: (status) => status === 403,
    readFrame,
  },
  rest: {
    limits: { weightPerMinute: 100, tradePage: TRADE_PAGE, candlePage: CANDLE_PAGE },
    tradesFrom: ({ symbol, fromId }) => trades('/trades/' + symbol + '/' + fromId),
    tradesSince: ({ symbol, from }) => trades('/since/' + symbol + '/' + from),
    newestTrade: (symbol) => trades('/newest/' + symbol),
    candles: noCandles,
    firstCandles: noCandles,
    catalogue: () =>
      request('/coins', (rows) => ({
        unreadable: [],
        listings: rows.map((name) => ({ symbol: String(name), status: STATUSES.on ?? '', base: 'A', quote: 'B', tickSize: '1' })),
      })),
    clock: () => request('/clock', ([now]) => Number(now)),
    usedWeightOf: () => null,
    errorOf: ({ status, url }) => new ExchangeError(status === 500 ? 'server' : 'refused', url + ': ' + status),
  },
};
`;

/** A server that speaks the protocol, and the real feed and REST client that talk to it. */
const PROGRAM = `
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { systemClock } from './ingest-task/clock.ts';
import { createCounters } from './ingest-task/counters.ts';
import { createRestClient } from './ingest-task/exchange/rest-client.ts';
import { StreamFeed } from './ingest-task/exchange/stream-feed.ts';
import { EXCHANGES } from './ingest-task/exchanges/exchanges.ts';

const server = createServer((request, response) => {
  response.writeHead(request.url === '/newest/ABC' ? 500 : 200);
  response.end(request.url?.startsWith('/trades/ABC/7') ? '[[7,500,"1.50","2"],[8,501,"1.60","3"]]' : '{}');
});
const sockets = new WebSocketServer({ server, path: '/words' });
sockets.on('connection', (socket) => {
  socket.on('message', (data) => {
    const [sign, id, streams = ''] = data.toString().split(' ');
    const isUnknown = sign === '+' && streams.includes('XYZ');
    socket.send(isUnknown ? 'no ' + id + ' unknown stream' : 'ok ' + id);
    if (!isUnknown && streams.includes('ABC')) for (const text of ['b 499', 't ABC 7 500 1.50 2', 'nonsense']) socket.send(text);
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as { port: number };

const events: unknown[] = [];
const silent = () => undefined;
const done = Promise.withResolvers<void>();
const feed = new StreamFeed({
  exchange: EXCHANGES.tiny,
  wsUrl: 'ws://127.0.0.1:' + port,
  clock: systemClock,
  log: { info: silent, warn: silent, error: silent },
  counters: createCounters(),
  listener: {
    onSubscribed: (symbols) => void events.push(['subscribed', ...symbols]),
    onInterrupted: silent,
    onRejected(symbol) {
      events.push(['rejected', symbol]);
      done.resolve();
    },
    onTrade: (symbol, trade) => void events.push([symbol, trade]),
    onMarker: silent,
    onHeartbeat: (instant, symbols) => void events.push(['heartbeat', instant, ...symbols]),
    onMalformed: (text) => void events.push(['malformed', text]),
  },
});
feed.start();
feed.want(new Set(['ABC', 'XYZ']));
await done.promise;
feed.stop();

const rest = createRestClient(EXCHANGES.tiny.rest, 'http://127.0.0.1:' + port, systemClock);
const failed = (error: { kind: string; message: string }) => error.kind;
const answers = [
  await rest.fetchTrades({ symbol: 'ABC', fromId: 7 }),
  await rest.fetchNewestTrade('ABC').catch(failed),
  await rest.fetchCatalogue().catch(failed),
];
console.log(JSON.stringify({ events, answers }));
process.exit(0);
`;

const FEEDS = 'domain/market/feed.ts';
const SITE = `  tiny: {
    wsUrl: 'wss://tiny.example',
    restUrl: 'https://tiny.example',
    region: 'eu-west-1',
    refused: [],
    choices: 'eu-west-1',
  },
`;
const trade = { id: 7, time: 500, price: '1.5', quantity: '2' };

/** An exchange with a protocol of its own is one file, a line in the list, and its name and addresses in the list of feeds. */
export const EXCHANGE: Recipe = {
  kind: 'an exchange',
  adds: { 'ingest-task/exchanges/tiny.ts': TINY },
  edits: {
    'ingest-task/exchanges/exchanges.ts': (text) =>
      insertAfter('  binance: BINANCE,\n', '  tiny: TINY,\n')(`import { TINY } from './tiny.ts';\n${text}`),
    [FEEDS]: (text) =>
      [
        insertAfter("EXCHANGE_IDS = ['binance', ", "'tiny', "),
        insertAfter("  binance: 'Binance',\n", "  tiny: 'Tiny',\n"),
        insertAfter('Record<ExchangeId, ExchangeSite>> = {\n', SITE),
      ].reduce((edited, edit) => edit(edited), text),
  },
  program: PROGRAM,
  prints: {
    events: [
      ['subscribed', 'ABC'],
      ['heartbeat', 499, 'ABC'],
      ['ABC', trade],
      ['malformed', 'nonsense'],
      ['rejected', 'XYZ'],
    ],
    answers: [
      [
        { id: 7, time: 500, trade },
        { id: 8, time: 501, trade: { id: 8, time: 501, price: '1.6', quantity: '3' } },
      ],
      'server',
      'malformed',
    ],
  },
};
