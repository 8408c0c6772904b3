import type { SocketProtocol } from '../../exchange/exchange.ts';
import { readFrame } from './read-frame.ts';

/** The code of a request that Binance will never accept; other codes say nothing about the streams in it. */
const INVALID_REQUEST = /^2:/;

const message = (method: string, id: number, streams: readonly string[]) =>
  JSON.stringify({ method, params: streams, id });

/** Combined streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams */
export const BINANCE_SOCKET: SocketProtocol = {
  path: '/stream',
  limits: {
    maxStreams: 1_024,
    coinsPerConnection: 200,
    maxConnections: 10, // 2,000 coins: more than trade on Binance
    connects: { max: 100, windowMs: 5 * 60_000 }, // Binance allows an address 300; others may share the address
    maxAgeMs: 23 * 3_600_000, // Binance closes a connection at 24 hours
    ageJitterMs: 3_600_000, // so that not all connections are replaced at once
    maxFrameBytes: 8_000_000, // the tickers of all symbols are some 500 KB
    streamsPerMessage: 200, // some 5 KB
    // Binance closes a connection that sends more than 5 messages, pongs included, in any second. This way at most 4 leave in
    // any second, which has room for a pong and for messages that the network bunches up.
    messageSpacingMs: 300,
    maxHeartbeatGapS: 10, // so many symbols trade that the tickers come every second
  },
  heartbeatStream: '!miniTicker@arr', // every second while anything on the exchange trades
  // in lower case: Binance accepts an upper-case name too, and then stays silent
  tradeStream: (symbol) => `${symbol.toLowerCase()}@aggTrade`,
  subscribe: (id, streams) => message('SUBSCRIBE', id, streams),
  unsubscribe: (id, streams) => message('UNSUBSCRIBE', id, streams),
  list: (id) => JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }),
  isInvalidStream: (error) => INVALID_REQUEST.test(error),
  isRegionRefusal: (status) => status === 451,
  readFrame,
};
