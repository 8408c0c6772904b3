/**
 * One Binance aggregate trade. `id` is contiguous (+1) per symbol and the only order of trades: one millisecond can
 * hold hundreds of them, so `time` (ms since the epoch, exchange clock) is never a key.
 * `price` and `quantity` are plain decimals without trailing zeros.
 */
export interface Trade {
  readonly id: number;
  readonly time: number;
  readonly price: string;
  readonly quantity: string;
}
