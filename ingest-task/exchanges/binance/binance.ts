import type { Exchange } from '../../exchange/exchange.ts';
import { binanceRest } from './binance-rest.ts';
import { BINANCE_SOCKET } from './binance-socket.ts';

const REGION_REMEDY =
  'HTTP 451, no service from here. Run it in another region, such as eu-west-1 or ap-northeast-1, or use the market ' +
  'data hosts: BINANCE_WS_URL=wss://data-stream.binance.vision BINANCE_REST_URL=https://data-api.binance.vision. ' +
  'In the United States, watch Binance.US instead (exchange=binance-us)';

export const BINANCE_REST = binanceRest({
  weightPerMinute: 6_000,
  weights: { trades: 4, candles: 2, catalogue: 20 },
  isRegionRefusal: BINANCE_SOCKET.isRegionRefusal,
  regionRemedy: REGION_REMEDY,
});

/** Binance's spot market, without a key. */
export const BINANCE: Exchange = {
  socket: BINANCE_SOCKET,
  rest: BINANCE_REST,
  regionRemedy: REGION_REMEDY,
};
