import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRestClient, MAX_CLOCK_ROUND_TRIP_MS } from '../../../../ingest-task/exchange/rest-client.ts';
import { BINANCE_REST } from '../../../../ingest-task/exchanges/binance/binance.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { catalogueEntry, type ScriptedExchange, startScriptedExchange } from '../../../support/scripted-exchange.ts';

let exchange: ScriptedExchange;

beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(() => exchange.close());

test('the whole catalogue is read, cut to what is used', async () => {
  const symbols = [catalogueEntry('BTCUSDT'), { symbol: 5 }, catalogueEntry('LUNUSDT', 'BREAK')];
  exchange.rest = (_, response) => response.end(JSON.stringify({ symbols, timezone: 'UTC' }));
  const { listings, unreadable } = await client().fetchCatalogue();
  expect(listings).toEqual([
    { symbol: 'BTCUSDT', status: 'TRADING', base: 'BTC', quote: 'USDT', tickSize: '0.01000000' },
    { symbol: 'LUNUSDT', status: 'BREAK', base: 'LUN', quote: 'USDT', tickSize: '0.01000000' },
  ]);
  expect(unreadable).toMatchObject([{ symbol: null, content: '{"symbol":5}' }]);
});

test('the clock offset is measured from the middle of the request', async () => {
  const times = [1_000, 1_400];
  const clock = { ...manualClock(), now: () => times.shift() ?? 0 };
  exchange.rest = (_, response) => response.end('{"serverTime":6200}');
  expect(await createRestClient(BINANCE_REST, exchange.restUrl, clock).measureClockOffset()).toBe(5_000);
});

test.each([
  [MAX_CLOCK_ROUND_TRIP_MS, 'resolved'],
  [MAX_CLOCK_ROUND_TRIP_MS + 1, 'slow'],
])('an answer about the time that took %i ms is %s', async (tookMs, outcome) => {
  const clock = manualClock();
  exchange.rest = async (_, response) => {
    await clock.advance(tookMs);
    response.end(JSON.stringify({ serverTime: clock.now() }));
  };
  const measured = createRestClient(BINANCE_REST, exchange.restUrl, clock).measureClockOffset();
  if (outcome === 'resolved') await expect(measured).resolves.toBe(tookMs / 2);
  else
    await expect(measured).rejects.toMatchObject({
      kind: outcome,
      message: 'answered too slowly to measure its clock',
    });
});

test.each([
  [451, 'region'],
  [403, 'firewall'],
  [429, 'limited'],
  [418, 'banned'],
  [503, 'server'],
  [404, 'refused'],
])('status %i is an error of the kind %s', async (status, kind) => {
  exchange.rest = (_, response) => response.writeHead(status).end();
  await expect(client().fetchCatalogue()).rejects.toMatchObject({ name: 'ExchangeError', kind });
});

test('a refused region names the remedy', async () => {
  exchange.rest = (_, response) => response.writeHead(451).end();
  await expect(client().measureClockOffset()).rejects.toThrow(
    /eu-west-1.*ap-northeast-1.*data-stream\.binance\.vision/,
  );
});

test('after too many requests none is made for as long as the exchange says', async () => {
  let requests = 0;
  exchange.rest = (_, response) => {
    requests += 1;
    response.writeHead(429, { 'retry-after': '7' }).end();
  };
  const clock = manualClock();
  const rest = createRestClient(BINANCE_REST, exchange.restUrl, clock);
  await expect(rest.fetchCatalogue()).rejects.toMatchObject({ retryAfterMs: 7_000 });
  await clock.advance(6_999);
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'limited' });
  expect(requests).toBe(1);
  await clock.advance(1);
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'limited' });
  expect(requests).toBe(2);
});

test('candles are requested by their start, and an unreadable row is returned beside them', async () => {
  const asked: (string | undefined)[] = [];
  let answer = '[]';
  exchange.rest = (request, response) => {
    asked.push(request.url);
    response.end(answer);
  };
  const range = { symbol: 'BTCUSDT', interval: '1h', from: 3_600_000, to: 10_800_000 } as const;
  expect(await client().fetchCandles(range)).toEqual({ candles: [], unreadable: [] });
  expect(asked).toEqual(['/api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=3600000&endTime=10799999&limit=1000']);
  answer = '[[3600000,"1","x"]]';
  expect(await client().fetchCandles(range)).toMatchObject({ candles: [], unreadable: [{ start: 3_600_000 }] });
  answer = '{}';
  await expect(client().fetchCandles(range)).rejects.toMatchObject({ kind: 'malformed' });
});

test('the first minute of a coin is that of its first candle, or none', async () => {
  const candle = '[120000,"1","1","1","1","0",179999,"0",0,"0","0","0"]';
  exchange.rest = (_, response) => response.end(`[${candle}]`);
  expect(await client().fetchFirstMinute('BTCUSDT')).toBe(120_000);
  exchange.rest = (_, response) => response.end('[]');
  expect(await client().fetchFirstMinute('BTCUSDT')).toBeNull();
});

test('rows without a price before the first trade of a coin do not count as its first minute', async () => {
  const rows = '[60000,"0","0","0","0","0",119999,"0",0,"0","0","0"]';
  const candle = '[120000,"1","1","1","1","0",179999,"0",0,"0","0","0"]';
  exchange.rest = (request, response) =>
    response.end(request.url?.endsWith('limit=1') ? `[${rows}]` : `[${rows},${candle}]`);
  expect(await client().fetchFirstMinute('BTCUSDT')).toBe(120_000);
});

test('the used weight is what the exchange reported last, also with a refusal, until the minute is over', async () => {
  const clock = manualClock({ now: 1_699_999_980_000 + 20_000 });
  const rest = createRestClient(BINANCE_REST, exchange.restUrl, clock);
  expect(rest.usedWeight()).toBe(0);
  exchange.rest = (_, response) => response.setHeader('X-MBX-USED-WEIGHT-1M', '2990').end('[]');
  await rest.fetchFirstMinute('BTCUSDT');
  expect(rest.usedWeight()).toBe(2_990);
  exchange.rest = (_, response) => response.writeHead(503, { 'X-MBX-USED-WEIGHT-1M': '3010' }).end();
  await expect(rest.fetchFirstMinute('BTCUSDT')).rejects.toMatchObject({ kind: 'server' });
  expect(rest.usedWeight()).toBe(3_010);
  await clock.advance(39_999);
  expect(rest.usedWeight()).toBe(3_010);
  await clock.advance(1);
  expect(rest.usedWeight()).toBe(0);
});

test('trades are requested by id, and ids that stand for no trade are among them', async () => {
  const asked: string[] = [];
  exchange.rest = (request, response) => {
    asked.push(request.url ?? '');
    response.end(
      JSON.stringify([
        { a: 7, p: '100.50000000', q: '0.10000000', f: 1, l: 1, T: 1_700_000_000_007, m: true, M: true },
        { a: 8, p: '0.00000000', q: '0.00000000', f: -1, l: -1, T: 1_700_000_000_008, m: true, M: true },
      ]),
    );
  };
  expect(await client().fetchTrades({ symbol: 'BTCUSDT', fromId: 7 })).toEqual([
    {
      id: 7,
      time: 1_700_000_000_007,
      trade: { id: 7, time: 1_700_000_000_007, price: '100.5', quantity: '0.1' },
    },
    { id: 8, time: 1_700_000_000_008, trade: null },
  ]);
  expect(asked).toEqual(['/api/v3/aggTrades?symbol=BTCUSDT&fromId=7&limit=1000']);
});

test('the error about an unreadable page names the coin and the field', async () => {
  exchange.rest = (_, response) => response.end('[{"a":6,"p":"1","q":"1","f":1,"T":5}]');
  await expect(client().fetchTrades({ symbol: 'BTCUSDT', fromId: 7 })).rejects.toMatchObject({
    kind: 'malformed',
    message: 'BTCUSDT from 7: aggTrades.0.a: is below 7',
  });
});

test('after a 429 to a request for candles, none for trades is made either, for as long as the exchange said', async () => {
  const clock = manualClock();
  const rest = createRestClient(BINANCE_REST, exchange.restUrl, clock);
  let asked = 0;
  exchange.rest = (_, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 429 : 200, { 'Retry-After': '7' }).end('[]');
  };
  await expect(rest.fetchFirstMinute('BTCUSDT')).rejects.toMatchObject({ kind: 'limited', retryAfterMs: 7_000 });
  const trades = () => rest.fetchTrades({ symbol: 'BTCUSDT', fromId: 1 });
  await clock.advance(6_000);
  await expect(trades()).rejects.toMatchObject({ kind: 'limited', retryAfterMs: 1_000 });
  expect(asked).toBe(1);
  await clock.advance(1_000);
  expect([await trades(), asked]).toEqual([[], 2]);
});

test('the weight of unanswered requests counts as used', async () => {
  const rest = client();
  const arrived = Promise.withResolvers<() => void>();
  exchange.rest = (_, response) => arrived.resolve(() => response.setHeader('X-MBX-USED-WEIGHT-1M', '40').end('[]'));
  const trades = rest.fetchTrades({ symbol: 'BTCUSDT', fromId: 1 });
  const answer = await arrived.promise;
  expect(rest.usedWeight()).toBe(4);
  answer();
  await trades;
  expect(rest.usedWeight()).toBe(40);
});

test.each(['not json', '{}', '{"symbols":5}'])('the answer %s is malformed', async (text) => {
  exchange.rest = (_, response) => response.end(text);
  await expect(client().fetchCatalogue()).rejects.toMatchObject({ kind: 'malformed' });
});

test('an exchange that does not answer is unreachable', async () => {
  const rest = createRestClient(BINANCE_REST, 'http://127.0.0.1:1', manualClock());
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'unreachable' });
});

function client() {
  return createRestClient(BINANCE_REST, exchange.restUrl, manualClock());
}
