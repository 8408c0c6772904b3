import { type CoinSummary, type CoinView, summarizeCoin } from '../../../../contract/coin-view.ts';
import type { MetricValues } from '../../../../contract/metric-values.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import type { CandleView } from '../../../../domain/market/candle.ts';
import type { Listing } from '../../../../domain/market/coin.ts';
import { SPARK_HOURS } from '../../../../domain/market/spark.ts';
import type { ExamplesOf } from '../example.ts';

type Routes = Extract<RouteKey, `${string} /api/${'coins' | 'symbols'}${string}`>;

const METRICS: CoinSummary = {
  // every kind of metric, not known
  ...summarizeCoin('BTCUSDT', null, 0),
  state: 'live',
  stateReason: null,
  feed: 'binance',
  price: '64980.12',
  lastTradeId: 4_101_221_870,
  updatedAt: '2026-11-22T09:14:06.000Z',
  change: { '5m': 0.11, '15m': 0.2, '1h': 0.42, '4h': 0.95, '24h': -1.37, '7d': 3.08 },
  volatility: { '1h': 31.4, '24h': 38.9, '7d': 41.2, '30d': 44.7 },
  volume: { '5m': 3_412_340.11, '1h': 41_203_118.7, '24h': 1_203_441_909.3 },
};

const COIN: CoinView = {
  ...METRICS,
  base: 'BTC',
  quote: 'USDT',
  tickSize: '0.01',
  spark: Array.from({ length: SPARK_HOURS }, (_, hour) => (hour === 2 ? null : String(64_200 + hour * 34))),
  minute: {
    start: '2026-11-22T09:14:00.000Z',
    open: '64979.5',
    high: '64981.2',
    low: '64978.4',
    close: '64980.12',
    volume: '0.41187',
    quoteVolume: '26763.104',
    trades: 71,
  },
  unwatched: [{ from: '2026-11-20T02:11:04.118Z', to: '2026-11-20T02:11:09.552Z', reason: 'purged' }],
};

const CANDLE: CandleView = {
  start: '2026-11-22T08:00:00.000Z',
  open: '64811.4',
  high: '65002.9',
  low: '64790.01',
  close: '64978.2',
  volume: '512.30118',
  quoteVolume: '33248811.271',
  trades: 48_211,
};

const METRIC_VALUES: MetricValues = {
  metric: 'volatility-24h',
  unit: 'percent a year',
  interval: '1h',
  items: [
    { start: '2026-11-22T07:00:00.000Z', value: 38.71 },
    { start: '2026-11-22T08:00:00.000Z', value: 38.9 },
  ],
  reference: null,
  nextCursor: null,
};

const LISTING: Listing = { symbol: 'BTCUSDT', status: 'TRADING', base: 'BTC', quote: 'USDT', tickSize: '0.01' };

const path = { symbol: 'BTCUSDT' };

export const COIN_EXAMPLES: ExamplesOf<Routes> = {
  'GET /api/coins': { path: {}, answers: { 200: { items: [COIN], nextCursor: null } } },
  'GET /api/coins/{symbol}': { path, answers: { 200: COIN } },
  'PUT /api/coins/{symbol}': { path, answers: { 202: COIN } },
  'DELETE /api/coins/{symbol}': { path, answers: {} },
  'GET /api/coins/{symbol}/candles': {
    path,
    query: { interval: '1h', from: '2026-11-22T08:00:00Z', to: '2026-11-22T09:00:00Z' },
    answers: { 200: { items: [CANDLE], gaps: [], nextCursor: null } },
  },
  'GET /api/coins/{symbol}/metrics': { path, answers: { 200: METRICS } },
  'GET /api/coins/{symbol}/metrics/{metric}': {
    path: { ...path, metric: 'volatility-24h' },
    query: { interval: '1h', from: '2026-11-22T07:00:00Z', to: '2026-11-22T09:00:00Z' },
    answers: { 200: METRIC_VALUES },
  },
  'GET /api/symbols': { path: {}, query: { q: 'btc/usdt' }, answers: { 200: { items: [LISTING], nextCursor: null } } },
};
