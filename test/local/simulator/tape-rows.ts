import type { TapeRow } from '../../../local/simulator/market/merge-tapes.ts';

export const tapeStartMs = Date.parse('2026-11-02T10:00:00Z');

/** Rows one second apart, ids from `firstId`, prices rising by one from 100. */
export function tapeRows(count: number, { firstId = 1, startMs = tapeStartMs } = {}): TapeRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: firstId + index,
    time: startMs + index * 1000,
    price: `${100 + index}.00000000`,
    quantity: '0.50000000',
    buyerIsMaker: index % 2 === 0,
  }));
}
