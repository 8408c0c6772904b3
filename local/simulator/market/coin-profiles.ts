import type { MarketSymbol, SymbolStatus } from './market.ts';

/** How a simulated coin looks and behaves. */
export interface CoinProfile extends MarketSymbol {
  /** Around which the price wanders, in quote currency. */
  readonly anchorPrice: number;
  /** Standard deviation of the log price over a day, without the price shocks. */
  readonly dailyVolatility: number;
  /** Aggregate trades a second on average. */
  readonly tradesPerSecond: number;
  /** The middle of the trade sizes, in quote currency. */
  readonly typicalNotional: number;
}

interface CoinLine {
  readonly base: string;
  readonly price: number;
  readonly tick: string;
  readonly step: string;
  readonly volatility: number;
  readonly rate: number;
  readonly notional: number;
  readonly status?: SymbolStatus;
}

const LINES: readonly CoinLine[] = [
  { base: 'BTC', price: 64_000, tick: '0.01', step: '0.00001', volatility: 0.022, rate: 18, notional: 420 },
  { base: 'ETH', price: 2_650, tick: '0.01', step: '0.0001', volatility: 0.028, rate: 14, notional: 330 },
  { base: 'SOL', price: 148, tick: '0.01', step: '0.001', volatility: 0.038, rate: 9, notional: 260 },
  { base: 'BNB', price: 575, tick: '0.1', step: '0.001', volatility: 0.022, rate: 6, notional: 210 },
  { base: 'XRP', price: 0.585, tick: '0.0001', step: '1', volatility: 0.032, rate: 6, notional: 190 },
  { base: 'DOGE', price: 0.1105, tick: '0.00001', step: '1', volatility: 0.042, rate: 5, notional: 150 },
  { base: 'ADA', price: 0.352, tick: '0.0001', step: '0.1', volatility: 0.036, rate: 3, notional: 140 },
  { base: 'LINK', price: 11.4, tick: '0.01', step: '0.01', volatility: 0.038, rate: 2.5, notional: 140 },
  { base: 'AVAX', price: 26.3, tick: '0.01', step: '0.01', volatility: 0.04, rate: 2.5, notional: 130 },
  { base: 'PEPE', price: 0.00000862, tick: '0.00000001', step: '1', volatility: 0.055, rate: 4, notional: 120 },
  // Trades about every two minutes: the coin whose silence means nothing.
  { base: 'BIFI', price: 318, tick: '0.1', step: '0.001', volatility: 0.03, rate: 1 / 120, notional: 60 },
  { base: 'LUNC', price: 0.0001, tick: '0.00000001', step: '1', volatility: 0, rate: 0, notional: 0, status: 'BREAK' },
];

/** The coins of the random market: ten lively ones, a thin one and one whose trading has ended. */
export const COIN_PROFILES: readonly CoinProfile[] = LINES.map((line) => ({
  symbol: `${line.base}USDT`,
  status: line.status ?? 'TRADING',
  baseAsset: line.base,
  quoteAsset: 'USDT',
  tickSize: Number(line.tick).toFixed(8),
  stepSize: Number(line.step).toFixed(8),
  anchorPrice: line.price,
  dailyVolatility: line.volatility,
  tradesPerSecond: line.rate,
  typicalNotional: line.notional,
}));
