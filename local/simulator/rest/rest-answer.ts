import type { Market, MarketSymbol } from '../market/market.ts';
import { aggTradeFields } from '../socket/stream-frames.ts';
import { klineRows } from './kline-rows.ts';
import { RestError, readLimit, readNumber, readSymbol, readSymbols } from './rest-parameters.ts';

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

type Endpoint = (query: URLSearchParams, market: Market, weightPerMinute: number) => unknown;

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/api/v3/ping', () => ({})],
  ['/api/v3/time', (_query, market) => ({ serverTime: market.now() })],
  ['/api/v3/exchangeInfo', exchangeInfo],
  ['/api/v3/aggTrades', aggTrades],
  ['/api/v3/klines', klineRows],
]);

/** Answers a GET. A wrong parameter gives status 400 with Binance's code, an unknown path 404. */
export function restAnswer(url: URL, market: Market, weightPerMinute: number): RestAnswer {
  const endpoint = ENDPOINTS.get(url.pathname);
  if (endpoint === undefined) return { status: 404, body: { code: -1000, msg: 'Path not found.' } };
  try {
    return { status: 200, body: endpoint(url.searchParams, market, weightPerMinute) };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: 400, body: { code: error.code, msg: error.message } };
  }
}

function exchangeInfo(query: URLSearchParams, market: Market, limit: number): unknown {
  return {
    timezone: 'UTC',
    serverTime: market.now(),
    rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit }],
    exchangeFilters: [],
    symbols: readSymbols(query, market).map(symbolRow),
  };
}

function symbolRow(symbol: MarketSymbol): unknown {
  return {
    symbol: symbol.symbol,
    status: symbol.status,
    baseAsset: symbol.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: symbol.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: symbol.tickSize,
        maxPrice: '1000000.00000000',
        tickSize: symbol.tickSize,
      },
      { filterType: 'LOT_SIZE', minQty: symbol.stepSize, maxQty: '900000000.00000000', stepSize: symbol.stepSize },
      { filterType: 'NOTIONAL', minNotional: '5.00000000', applyMinToMarket: true },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  };
}

function aggTrades(query: URLSearchParams, market: Market): unknown {
  const { symbol } = readSymbol(query, market);
  const limit = readLimit(query);
  const fromId = readNumber(query, 'fromId');
  const fromMs = readNumber(query, 'startTime');
  const toMs = readNumber(query, 'endTime') ?? Number.POSITIVE_INFINITY;
  if (fromId !== undefined) {
    if (fromMs !== undefined || query.has('endTime')) {
      throw new RestError(-1128, 'Combination of optional parameters invalid.');
    }
    return market.tradesFrom(symbol, fromId, limit).map(aggTradeFields);
  }
  if (fromMs === undefined) return market.recentTrades(symbol, toMs, limit).map(aggTradeFields);
  return market.tradesBetween({ symbol, fromMs, toMs, limit }).map(aggTradeFields);
}
