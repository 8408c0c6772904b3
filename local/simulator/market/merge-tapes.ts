import type { MarketTrade } from './market.ts';

/** One recorded trade; price and quantity as the exchange printed them, time in ms. */
export interface TapeRow {
  readonly id: number;
  readonly time: number;
  readonly price: string;
  readonly quantity: string;
  readonly buyerIsMaker: boolean;
}

/**
 * The tapes of several symbols as one, by time. Each symbol keeps its own order whatever its times are: ids count, and a
 * recorder's clock may step back.
 */
export function mergeTapes(tapes: Readonly<Record<string, readonly TapeRow[]>>): MarketTrade[] {
  const timed = Object.entries(tapes).flatMap(([symbol, rows]) => inRisingTime(symbol, rows));
  return timed.sort((left, right) => left.atMs - right.atMs).map(({ trade }) => trade);
}

interface TimedTrade {
  readonly atMs: number;
  readonly trade: MarketTrade;
}

function inRisingTime(symbol: string, rows: readonly TapeRow[]): TimedTrade[] {
  let atMs = 0;
  return rows.map((row) => {
    atMs = Math.max(atMs, row.time);
    return { atMs, trade: { symbol, ...row, firstId: row.id, lastId: row.id } };
  });
}
