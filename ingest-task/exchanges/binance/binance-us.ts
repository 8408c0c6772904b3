import type { Exchange, SocketProtocol } from '../../exchange/exchange.ts';
import { binanceRest } from './binance-rest.ts';
import { BINANCE_SOCKET } from './binance-socket.ts';

const REGION_REMEDY =
  'HTTP 403 or 451: Binance.US answers addresses in the United States alone. Run it in a us- region, such as us-east-1 or ' +
  'us-east-2, or watch Binance instead (exchange=binance)';

/** 451 as Binance answers, or the 403 of the firewall before it. */
const isRegionRefusal = (status: number | undefined) => status === 403 || status === 451;

const SOCKET: SocketProtocol = {
  ...BINANCE_SOCKET,
  limits: {
    ...BINANCE_SOCKET.limits,
    messageSpacingMs: 400, // at most 3 leave in any second, which leaves room for a ping of ours and a pong within the limit of 5
    // The tickers are of symbols that changed, and at times nothing changes for many seconds. After two minutes something is wrong.
    maxHeartbeatGapS: 120,
  },
  isRegionRefusal,
};

/**
 * Binance.US: another company, with markets of its own under the same names. It speaks Binance's protocol of 2022, with lower limits:
 * https://github.com/binance-us/binance-us-api-docs, https://docs.binance.us
 */
export const BINANCE_US: Exchange = {
  socket: SOCKET,
  rest: binanceRest({
    weightPerMinute: 1_200,
    weights: { trades: 1, candles: 1, catalogue: 10 },
    isRegionRefusal,
    regionRemedy: REGION_REMEDY,
  }),
  regionRemedy: REGION_REMEDY,
};
