import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRestClient, MAX_CLOCK_ROUND_TRIP_MS } from '../../../../../ingest-task/exchanges/binance/rest-client.ts';
import { manualClock } from '../../../build/manual-clock.ts';
import { catalogueEntry, type ScriptedExchange, startScriptedExchange } from '../../../build/scripted-exchange.ts';

let exchange: ScriptedExchange;

beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(() => exchange.close());

test('the whole catalogue is read, cut to what is used, and entries that are none are counted', async () => {
  const symbols = [catalogueEntry('BTCUSDT'), { symbol: 5 }, catalogueEntry('LUNUSDT', 'BREAK')];
  exchange.rest = (_, response) => response.end(JSON.stringify({ symbols, timezone: 'UTC' }));
  const { listings, skipped } = await client().fetchCatalogue();
  expect(listings).toEqual([
    { symbol: 'BTCUSDT', status: 'TRADING', base: 'BTC', quote: 'USDT', tickSize: '0.01000000' },
    { symbol: 'LUNUSDT', status: 'BREAK', base: 'LUN', quote: 'USDT', tickSize: '0.01000000' },
  ]);
  expect(skipped).toBe(1);
});

test('the clock offset is measured from the middle of the request', async () => {
  const times = [1_000, 1_400];
  const clock = { ...manualClock(), now: () => times.shift() ?? 0 };
  exchange.rest = (_, response) => response.end('{"serverTime":6200}');
  expect(await createRestClient(exchange.restUrl, clock).measureClockOffset()).toBe(5_000);
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
  const measured = createRestClient(exchange.restUrl, clock).measureClockOffset();
  if (outcome === 'resolved') await expect(measured).resolves.toBe(tookMs / 2);
  else await expect(measured).rejects.toMatchObject({ kind: outcome, message: 'answered too slowly to tell the time' });
});

test.each([
  [451, 'region'],
  [403, 'firewall'],
  [429, 'limited'],
  [418, 'banned'],
  [503, 'server'],
  [404, 'refused'],
])('status %i is told as %s', async (status, kind) => {
  exchange.rest = (_, response) => response.writeHead(status).end();
  await expect(client().fetchCatalogue()).rejects.toMatchObject({ name: 'RestFault', kind });
});

test('a refused region names the remedy', async () => {
  exchange.rest = (_, response) => response.writeHead(451).end();
  await expect(client().measureClockOffset()).rejects.toThrow(
    /eu-west-1.*ap-northeast-1.*data-stream\.binance\.vision/,
  );
});

test('after too many requests the exchange is left alone for as long as it says', async () => {
  let requests = 0;
  exchange.rest = (_, response) => {
    requests += 1;
    response.writeHead(429, { 'retry-after': '7' }).end();
  };
  const clock = manualClock();
  const rest = createRestClient(exchange.restUrl, clock);
  await expect(rest.fetchCatalogue()).rejects.toMatchObject({ retryAfterMs: 7_000 });
  await clock.advance(6_999);
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'limited' });
  expect(requests).toBe(1);
  await clock.advance(1);
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'limited' });
  expect(requests).toBe(2);
});

test.each(['not json', '{}', '{"symbols":5}'])('the answer %s is malformed', async (text) => {
  exchange.rest = (_, response) => response.end(text);
  await expect(client().fetchCatalogue()).rejects.toMatchObject({ kind: 'malformed' });
});

test('an exchange that is not there is unreachable', async () => {
  const rest = createRestClient('http://127.0.0.1:1', manualClock());
  await expect(rest.measureClockOffset()).rejects.toMatchObject({ kind: 'unreachable' });
});

function client() {
  return createRestClient(exchange.restUrl, manualClock());
}
