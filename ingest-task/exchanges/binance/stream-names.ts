/** Comes every second while anything on the exchange trades: the socket's heartbeat. */
export const HEARTBEAT_STREAM = '!miniTicker@arr';

/** In lower case: the exchange takes an upper-case name too, and then stays silent. */
export function tradeStream(symbol: string): string {
  return `${symbol.toLowerCase()}@aggTrade`;
}
