import type { TapeRow } from '../../../local/simulator/market/merge-tapes.ts';

/**
 * Rows with ids from `firstId` on, 100 ms apart. `leadIn` of them lie at `startMs`, the rest an hour later: whatever the
 * clocks say, alerts made in between are older than those trades.
 */
export function buildTape(
  prices: readonly string[],
  { firstId = 500, leadIn = 3, startMs = Date.now() } = {},
): TapeRow[] {
  return prices.map((price, index) => ({
    id: firstId + index,
    time: startMs + index * 100 + (index < leadIn ? 0 : 3_600_000),
    price: Number(price).toFixed(8),
    quantity: '0.50000000',
    buyerIsMaker: false,
  }));
}
