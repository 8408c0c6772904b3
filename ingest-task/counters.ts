/** What happened since the start; one log line a minute tells it. */
export interface Counters {
  trades: number;
  markers: number;
  duplicates: number;
  holes: number;
  missedTrades: number;
  malformedFrames: number;
  ticks: number;
  refusedRecords: number;
  reconnects: number;
  /** requests for candles of the exchange */
  klineRequests: number;
  /** coins whose windows were filled */
  filledCoins: number;
  /** minutes that ended unknown, since trades of them were missed */
  unknownMinutes: number;
  /** hours, days and years of candles written */
  candlePieces: number;
}

export function createCounters(): Counters {
  return {
    trades: 0,
    markers: 0,
    duplicates: 0,
    holes: 0,
    missedTrades: 0,
    malformedFrames: 0,
    ticks: 0,
    refusedRecords: 0,
    reconnects: 0,
    klineRequests: 0,
    filledCoins: 0,
    unknownMinutes: 0,
    candlePieces: 0,
  };
}
