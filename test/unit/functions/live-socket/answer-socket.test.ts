import { expect, test } from 'vitest';
import { TokenError } from '../../../../adapters/http/id-token-verifier.ts';
import type { PostOutcome } from '../../../../adapters/sockets/live-sockets.ts';
import type { Prices } from '../../../../domain/market/coin.ts';
import { answerSocket, type SocketDeps } from '../../../../functions/live-socket/answer-socket.ts';
import { buildCandle } from '../../../support/candles.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const NOW = 1_700_000_050_000;
const MINUTE = 1_700_000_040_000;
const UNTIL = NOW + 3_600_000;
const PRICES: Prices = {
  feed: 'binance',
  updatedAt: NOW,
  coins: {
    BTCUSDT: {
      ...{ state: 'live', price: '101', lastTradeId: 7, tradeAt: MINUTE, minute: MINUTE, refs: {}, measures: {} },
      open: buildCandle(MINUTE, '101'),
    },
  },
};

interface Row {
  symbols: Set<string>;
  person?: string;
}

interface SetUpOptions {
  readonly outcome?: PostOutcome;
  readonly isBroken?: boolean;
  readonly max?: number;
}

/** The function over rows in memory. */
function setUp({ outcome = 'posted', isBroken = false, max = 2 }: SetUpOptions = {}) {
  const rows = new Map<string, Row>();
  const posts: [string, unknown][] = [];
  const audience: string[] = [];
  const log = recordedLog();
  const deps: SocketDeps = {
    connections: {
      async add(id, { max }) {
        if (rows.size >= max) return false;
        rows.set(id, { symbols: new Set() });
        return true;
      },
      async remove(id) {
        rows.delete(id);
      },
      readCount: async () => ({ open: rows.size, version: 1 }),
      has: async (id) => rows.has(id),
      async signIn(id, { person }) {
        const row = rows.get(id);
        if (row) row.person = person;
        return row !== undefined;
      },
      async addSymbols(id, symbols) {
        if (isBroken) throw new Error('the table does not answer');
        const row = rows.get(id);
        if (!row) return 'unknown';
        if (row.symbols.size + symbols.length > 2) return 'too-many';
        for (const symbol of symbols) row.symbols.add(symbol);
        return 'added';
      },
      async removeSymbols(id, symbols) {
        const row = rows.get(id);
        for (const symbol of symbols) row?.symbols.delete(symbol);
        return row !== undefined;
      },
    },
    audience: {
      extend: async () => void audience.push('extended'),
      cut: async () => void audience.push('cut'),
    },
    readMarketNow: async () => ({ prices: PRICES, exchangeNow: NOW, isClockKnown: true }),
    verifier: {
      async verify(token) {
        if (token !== 'good') throw new TokenError('is forged');
        return { person: 'issuer#ada', until: UNTIL };
      },
    },
    sockets: {
      async post(id, text) {
        posts.push([id, typeof text === 'string' ? JSON.parse(text) : text]);
        return outcome;
      },
    },
    maxLiveViewers: max,
    log,
    now: () => NOW,
  };
  const send = (eventType: 'CONNECT' | 'DISCONNECT' | 'MESSAGE', body?: unknown, connectionId = 'a') =>
    answerSocket({ requestContext: { connectionId, eventType }, ...(body !== undefined && { body }) }, deps);
  const say = (frame: object, connectionId = 'a') => send('MESSAGE', JSON.stringify(frame), connectionId);
  return { rows, posts, audience, lines: log.lines, send, say };
}

test('as many connect as there is room for, and extend no lease before they ask for something; the next one is refused', async () => {
  const { send, rows, audience } = setUp();
  expect(await send('CONNECT', undefined, 'a')).toEqual({ statusCode: 200 });
  expect(await send('CONNECT', undefined, 'b')).toEqual({ statusCode: 200 });
  expect(audience).toEqual([]);
  expect(await send('CONNECT', undefined, 'c')).toEqual({ statusCode: 429 });
  expect([...rows.keys()]).toEqual(['a', 'b']);
});

test('a refused one extends the lease: push-prices is called, and sets a count that has drifted', async () => {
  const { send, audience } = setUp({ max: 1 });
  await send('CONNECT', undefined, 'a');
  await send('CONNECT', undefined, 'b');
  expect(audience).toEqual(['extended']);
});

test('with room for nobody each is refused, the first one too, and nothing is called for them', async () => {
  const { send, rows, audience } = setUp({ max: 0 });
  expect(await send('CONNECT')).toEqual({ statusCode: 429 });
  expect(rows.size).toBe(0);
  expect(audience).toEqual([]);
});

test('the audience ends with the last connection, and not before', async () => {
  const { send, audience } = setUp();
  for (const id of ['a', 'b']) await send('CONNECT', undefined, id);
  await send('DISCONNECT', undefined, 'a');
  expect(audience).toEqual([]);
  await send('DISCONNECT', undefined, 'b');
  expect(audience).toEqual(['cut']);
});

test('a good token signs in until its end, and a forged one leaves things as they are', async () => {
  const { send, say, rows, posts } = setUp();
  await send('CONNECT');
  await say({ action: 'sign-in', token: 'bad' });
  expect(rows.get('a')).not.toHaveProperty('person');
  await say({ action: 'sign-in', token: 'good' });
  expect(rows.get('a')).toMatchObject({ person: 'issuer#ada' });
  expect(posts).toEqual([
    ['a', { type: 'error', code: 'bad-token', detail: 'The token is forged.' }],
    ['a', { type: 'signed-in', until: new Date(UNTIL).toISOString() }],
  ]);
});

test('whoever subscribes gets the newest snapshot at once; a coin that is not there is requested', async () => {
  const { send, say, posts, audience } = setUp();
  await send('CONNECT');
  await say({ action: 'subscribe', symbols: ['BTCUSDT', 'NEWUSDT'] });
  expect(posts).toMatchObject([
    [
      'a',
      {
        type: 'prices',
        coins: [
          { symbol: 'BTCUSDT', state: 'live', price: '101', minute: { close: '101' } },
          { symbol: 'NEWUSDT', state: 'requested', price: null, minute: null },
        ],
      },
    ],
  ]);
  expect(audience).toEqual(['extended']);
});

test('too many coins are refused whole, and what is unsubscribed makes room without an answer', async () => {
  const { send, say, rows, posts } = setUp();
  await send('CONNECT');
  await say({ action: 'subscribe', symbols: ['AUSDT', 'BUSDT', 'CUSDT'] });
  expect(posts).toMatchObject([['a', { code: 'too-many-coins' }]]);
  expect(rows.get('a')?.symbols.size).toBe(0);
  await say({ action: 'subscribe', symbols: ['AUSDT', 'BUSDT'] });
  await say({ action: 'unsubscribe', symbols: ['AUSDT'] });
  expect([...(rows.get('a')?.symbols ?? [])]).toEqual(['BUSDT']);
  expect(posts).toHaveLength(2);
});

test.each([
  ['is no JSON', 'hello'],
  ['has an unknown action', '{"action":"buy"}'],
  ['has a field too many', '{"action":"ping","now":true}'],
  ['has an odd symbol', '{"action":"subscribe","symbols":["btc usdt"]}'],
  ['is empty', ''],
])('a message that %s is answered with what is wrong, and changes nothing', async (_name, body) => {
  const { send, rows, posts, audience } = setUp();
  await send('CONNECT');
  expect(await send('MESSAGE', body)).toEqual({ statusCode: 200 });
  expect(posts).toMatchObject([['a', { type: 'error', code: 'bad-message' }]]);
  expect(rows.get('a')?.symbols.size).toBe(0);
  expect(audience).toEqual([]);
});

test.each([
  [{ action: 'ping' }],
  [{ action: 'sign-in', token: 'good' }],
  [{ action: 'subscribe', symbols: ['BTCUSDT'] }],
  [{ action: 'unsubscribe', symbols: ['BTCUSDT'] }],
])('a connection without a row is asked to open another one: %j', async (frame) => {
  const { say, posts, audience } = setUp();
  await say(frame);
  expect(posts).toMatchObject([['a', { type: 'error', code: 'not-connected' }]]);
  expect(audience).toEqual([]);
});

test('a ping is answered, and says that somebody listens', async () => {
  const { send, say, posts, audience } = setUp();
  await send('CONNECT');
  await say({ action: 'ping' });
  expect(posts).toEqual([['a', { type: 'pong' }]]);
  expect(audience).toEqual(['extended']);
});

test('when a table fails, the client is asked to try again, and the log says why', async () => {
  const { send, say, posts, lines } = setUp({ isBroken: true });
  await send('CONNECT');
  expect(await say({ action: 'subscribe', symbols: ['BTCUSDT'] })).toEqual({ statusCode: 500 });
  expect(posts).toMatchObject([['a', { type: 'error', code: 'try-again' }]]);
  expect(lines).toMatchObject([{ level: 'error', fields: { eventType: 'MESSAGE', error: expect.anything() } }]);
});

test('an answer to a socket that is gone removes its connection', async () => {
  const { send, say, rows } = setUp({ outcome: 'gone' });
  await send('CONNECT');
  await say({ action: 'ping' });
  expect(rows.has('a')).toBe(false);
});
