import type { Feed } from '../../domain/market/feed.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { BINANCE } from './binance/binance.ts';
import { BINANCE_US } from './binance/binance-us.ts';

/** The exchange behind each feed. The simulator speaks Binance's protocol. */
export const EXCHANGES: Readonly<Record<Feed, Exchange>> = {
  binance: BINANCE,
  'binance-us': BINANCE_US,
  simulator: BINANCE,
};
