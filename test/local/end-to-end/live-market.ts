import type { TapeRow } from '../../../local/simulator/market/merge-tapes.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { LiveClient } from './live-client.ts';

/** The first price; each trade is one cent above the one before, so that a price says which trade it is of. */
const FIRST_CENTS = 100_00;
export const FIRST_ID = 1_000;

const centsOf = (price: string | null) => Math.round(Number(price) * 100);

/** The number of the trade with this price, from 0 on; below 0 for a price that the market never had. */
export function tradeOf(price: string | null): number {
  return centsOf(price) - FIRST_CENTS;
}

export function priceOf(trade: number): string {
  return ((FIRST_CENTS + trade) / 100).toFixed(2);
}

/** A market in which every coin trades so often, for so long, from now on; played with `{ speed: 1 }`. */
export function steadyMarket(symbols: readonly string[], { everyMs, forMs }: { everyMs: number; forMs: number }) {
  const start = Date.now();
  const tape = (offset: number): TapeRow[] =>
    Array.from({ length: Math.floor(forMs / everyMs) }, (_, index) => ({
      id: FIRST_ID + index,
      time: start + index * everyMs + offset,
      price: `${priceOf(index)}000000`,
      quantity: '0.10000000',
      buyerIsMaker: false,
    }));
  return new TapeMarket({ tapes: Object.fromEntries(symbols.map((symbol, index) => [symbol, tape(index)])) });
}

/** When each trade of a coin happened: `performance.now()`, ms, by the number of the trade. */
export function noteTrades(market: TapeMarket, symbol: string): readonly number[] {
  const at: number[] = [];
  market.onTrade((trade) => {
    if (trade.symbol === symbol) at[trade.id - FIRST_ID] = performance.now();
  });
  return at;
}

export interface Span {
  /** `performance.now()`, ms */
  readonly from: number;
  readonly to: number;
}

/** How many frames with prices came each second of the span. */
export function framesASecond({ prices }: LiveClient, { from, to }: Span): number {
  return (prices.filter(({ at }) => at >= from && at < to).length * 1_000) / (to - from);
}

/** The trades of a coin that somebody saw, in the order in which they came. */
export function tradesSeen({ prices }: LiveClient, symbol: string): number[] {
  return prices.flatMap(({ coins }) =>
    coins.filter((coin) => coin.symbol === symbol).map(({ price }) => tradeOf(price)),
  );
}

/** How long each trade of the span took to the first frame that shows it or a later one, in ms. What never came took until `to`. */
export function delaysOf(
  { prices }: LiveClient,
  symbol: string,
  trades: readonly number[],
  { from, to }: Span,
): number[] {
  const shown = prices.flatMap(({ at, coins }) =>
    coins.filter((coin) => coin.symbol === symbol).map(({ price }) => ({ at, trade: tradeOf(price) })),
  );
  let frame = 0;
  return trades.flatMap((tradedAt, trade) => {
    if (tradedAt < from || tradedAt >= to) return [];
    while (frame < shown.length && (shown[frame]?.trade ?? 0) < trade) frame += 1;
    return [(shown[frame]?.at ?? to) - tradedAt];
  });
}
