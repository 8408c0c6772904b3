import { createMarketReads, type MarketReads, type MarketReadTables } from '../coins/market-reads.ts';

/** The 30 days of one preview take some 20 MB. */
const MAX_CACHED_CANDLE_READS = 4;

/** What a preview works with. */
export interface PreviewDeps extends MarketReads {
  /** own clock, ms */
  readonly now: () => number;
}

export interface PreviewOptions {
  /** own clock, ms */
  readonly now: () => number;
}

export function makePreviewDeps(tables: MarketReadTables, { now }: PreviewOptions): PreviewDeps {
  return { ...createMarketReads(tables, { now, maxCandleReads: MAX_CACHED_CANDLE_READS }), now };
}
