import type { Feed } from '../../domain/market/feed.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { BINANCE } from './binance/binance.ts';

/** The exchange behind each feed. The simulator speaks Binance's protocol. */
export const EXCHANGES: Readonly<Record<Feed, Exchange>> = {
  binance: BINANCE,
  simulator: BINANCE,
};
