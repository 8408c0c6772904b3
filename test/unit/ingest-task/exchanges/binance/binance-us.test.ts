import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Trade } from '../../../../../domain/market/trade.ts';
import { RequestBudget } from '../../../../../ingest-task/exchange/request-budget.ts';
import { BINANCE } from '../../../../../ingest-task/exchanges/binance/binance.ts';
import { BINANCE_US } from '../../../../../ingest-task/exchanges/binance/binance-us.ts';
import { manualClock } from '../../../../support/manual-clock.ts';
import { memoryExchange } from '../../../../support/memory-exchange.ts';
import { watchMarket } from '../../../../support/watched-market.ts';

const RECORDED = join(import.meta.dirname, '../../../../../../shared/data/binance-us-frames-2021-10-12.txt.gz');
const isThere = existsSync(RECORDED);
if (!isThere) console.warn(`not tested, since it is not there: ${RECORDED}`);

/** The recorded frames of Binance.US's socket, in the order in which they came. */
function recordedFrames(): string[] {
  const lines = gunzipSync(readFileSync(RECORDED)).toString().split('\n').slice(1).filter(Boolean);
  return lines.map((line) => line.slice(line.indexOf('{')));
}

function recordedTrades(): { symbol: string; trade: Trade }[] {
  return recordedFrames().flatMap((text) => {
    const frame = BINANCE_US.socket.readFrame(text, () => false);
    return frame.kind === 'trade' ? [frame] : [];
  });
}

describe.skipIf(!isThere)('recorded frames of Binance.US (deps ../shared/data)', () => {
  test('every one is read: trades as trades, quotes and klines as frames that nobody asked for', () => {
    const kinds = Map.groupBy(recordedFrames(), (text) => {
      return `${/@(\w+)/.exec(text)?.[1]} ${BINANCE_US.socket.readFrame(text, () => false).kind}`;
    });
    const counts = Object.fromEntries([...kinds].map(([kind, frames]) => [kind, frames.length]));
    expect(counts).toEqual({ 'aggTrade trade': 11, 'bookTicker other': 128, 'depth other': 336, 'kline_1m other': 5 });
  });

  test('ids of its trades go up by one, and decimals lose nothing but zeros at their end', () => {
    const ids = recordedTrades().map(({ trade }) => trade.id);
    expect(ids).toEqual(Array.from({ length: 11 }, (_, index) => 425_085 + index));
    const text = recordedFrames().find((frame) => frame.includes('"a":425085')) ?? '';
    const { p, q, T } = JSON.parse(text).data;
    const [first] = recordedTrades();
    expect([p, q, T]).toEqual(['13.80480000', '2.10000000', 1_633_998_288_467]);
    expect(first).toMatchObject({ symbol: 'OMGBUSD', trade: { price: '13.8048', quantity: '2.1', time: T } });
  });

  test('its trades reach the stream once and in order, also those that fell into a cut of the socket', async () => {
    const trades = recordedTrades();
    const clock = manualClock({ now: trades[0]?.trade.time ?? 0 });
    const exchange = memoryExchange(clock);
    const market = watchMarket({ clock, exchange });
    market.watch.follow({ symbol: 'OMGBUSD', wanted: true, book: { version: 1, metrics: [], shards: 1 } });
    market.subscribe('OMGBUSD');
    for (const [index, { symbol, trade }] of trades.entries()) {
      await clock.advance(Math.max(0, trade.time - clock.now()));
      exchange.trade(symbol, trade);
      if (index === 3) market.interrupt(symbol);
      if (index === 7) market.subscribe(symbol);
      const isCut = index >= 3 && index < 7;
      if (!isCut) market.watch.onTrade(symbol, trade, clock.now());
    }
    await clock.advance(5_000);
    expect(market.ids('OMGBUSD')).toEqual(trades.map(({ trade }) => trade.id));
    expect([market.state('OMGBUSD'), market.unwatched, market.quarantine]).toEqual(['live', [], []]);
    expect(market.ticks.map(({ source }) => source)).toContain('backfill');
    market.watch.stop();
  });
});

const LIMITS = BINANCE_US.socket.limits;
/** https://github.com/binance-us/binance-us-api-docs/blob/master/web-socket-streams.md, Websocket Limits */
const MESSAGES_A_SECOND = 5;

test('paced messages, a ping of ours and a pong are at most five in any second', () => {
  const paced = Math.floor(999 / LIMITS.messageSpacingMs) + 1;
  expect(paced + 1 + 1).toBeLessThanOrEqual(MESSAGES_A_SECOND);
});

/** Pages that a purpose may ask for in a minute, when each answer reports the weight as the exchange counts it. */
function pagesAMinute(exchange: typeof BINANCE, purpose: 'trades' | 'candles'): number {
  const { limits } = exchange.rest;
  const { weight } = purpose === 'trades' ? limits.tradePage : limits.candlePage;
  const budget = new RequestBudget(manualClock({ now: 1_699_999_980_000 }), limits);
  let pages = 0;
  for (; budget.waitMs(purpose) === 0; pages += 1) budget.report(budget.used + weight);
  return pages;
}

test('of a weight of 1,200 a minute, trades may use 1,080 pages and candles 600', () => {
  expect(pagesAMinute(BINANCE_US, 'trades')).toBe(1_080);
  expect(pagesAMinute(BINANCE_US, 'candles')).toBe(600);
  expect(pagesAMinute(BINANCE, 'trades')).toBe(1_350);
  expect(pagesAMinute(BINANCE, 'candles')).toBe(1_500);
});

test.each([
  [403, 'region'],
  [451, 'region'],
  [418, 'banned'],
  [429, 'limited'],
  [503, 'server'],
  [400, 'refused'],
] as const)('status %i of a request means %s', (status, kind) => {
  const response = { status, url: 'https://api.binance.us/api/v3/time', headers: new Headers() };
  expect(BINANCE_US.rest.errorOf(response).kind).toBe(kind);
});

test('a region that it does not serve is told by 403 or 451 on the socket too, with what to do', () => {
  const refused = [403, 451, 404, 503, undefined].filter((status) => BINANCE_US.socket.isRegionRefusal(status));
  expect(refused).toEqual([403, 451]);
  expect(BINANCE_US.regionRemedy).toMatch(/United States alone.*us-east-1.*exchange=binance\)/);
  expect(BINANCE.socket.isRegionRefusal(403)).toBe(false);
});
