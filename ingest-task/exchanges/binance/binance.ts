import type { Exchange } from '../../exchange/exchange.ts';
import { BINANCE_REST, REGION_REMEDY } from './binance-rest.ts';
import { BINANCE_SOCKET } from './binance-socket.ts';

/** Binance's spot market, without a key. */
export const BINANCE: Exchange = {
  socket: BINANCE_SOCKET,
  rest: BINANCE_REST,
  regionRemedy: REGION_REMEDY,
};
