import type { ExchangeId } from '../../domain/market/feed.ts';

/** The exchanges whose protocol the simulator speaks. */
export const SIMULATED_EXCHANGES = ['binance', 'binance-us'] as const satisfies readonly ExchangeId[];
export type SimulatedExchange = (typeof SIMULATED_EXCHANGES)[number];

/** What an exchange allows its clients, and how it looks after its sockets. */
export interface ExchangeLimits {
  /** request weight of one address in a clock minute */
  readonly weightPerMinute: number;
  /** weight of a request; of another path 1 */
  readonly weights: Readonly<Record<string, number>>;
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  /** Every connection is closed after this long. */
  readonly maxConnectionAgeMs: number;
  /** Mini tickers come in seconds in which no symbol changed, too: on an exchange where that never happens. */
  readonly hasSteadyTickers: boolean;
}

const DAY_MS = 86_400_000;

/** Binance.US: https://github.com/binance-us/binance-us-api-docs (web-socket-streams.md, rest-api.md) */
export const EXCHANGE_LIMITS: Readonly<Record<SimulatedExchange, ExchangeLimits>> = {
  binance: {
    weightPerMinute: 6_000,
    weights: { '/api/v3/exchangeInfo': 20, '/api/v3/aggTrades': 4, '/api/v3/klines': 2 },
    pingIntervalMs: 20_000,
    pongTimeoutMs: 60_000,
    maxConnectionAgeMs: DAY_MS,
    hasSteadyTickers: true,
  },
  'binance-us': {
    weightPerMinute: 1_200,
    weights: { '/api/v3/exchangeInfo': 10, '/api/v3/aggTrades': 1, '/api/v3/klines': 1 },
    pingIntervalMs: 180_000,
    pongTimeoutMs: 600_000,
    maxConnectionAgeMs: DAY_MS,
    hasSteadyTickers: false,
  },
};
