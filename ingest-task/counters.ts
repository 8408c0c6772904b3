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
  };
}
