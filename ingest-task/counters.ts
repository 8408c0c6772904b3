/** What happened since the start. One log line a minute says what was added to each (`minute-report.ts`). */
export interface Counters {
  trades: number;
  /** ids that stand for no trade */
  markers: number;
  duplicates: number;
  holes: number;
  missedTrades: number;
  /** trades that were requested by id, since no live frame brought them */
  backfilledTrades: number;
  /** coins that caught up with the help of the exchange's answers */
  fills: number;
  /** not a sum: the longest fill since the last line */
  longestFillMs: number;
  /** of the missed trades, those that the exchange no longer has */
  purgedTrades: number;
  malformedFrames: number;
  ticks: number;
  refusedRecords: number;
  reconnects: number;
  /** connections that ended after their successor was open */
  replacedConnections: number;
  /** coins whose stream was silent while their mini tickers changed */
  silentStreams: number;
  /** subscriptions that the exchange had acknowledged and then did not list */
  lostSubscriptions: number;
  /** answers with status 451: the exchange refuses this region */
  regionRefusals: number;
  /** requests for candles */
  klineRequests: number;
  /** coins whose windows were filled */
  filledCoins: number;
  /** minutes whose values are unknown, since trades of them were missed */
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
    backfilledTrades: 0,
    fills: 0,
    longestFillMs: 0,
    purgedTrades: 0,
    malformedFrames: 0,
    ticks: 0,
    refusedRecords: 0,
    reconnects: 0,
    replacedConnections: 0,
    silentStreams: 0,
    lostSubscriptions: 0,
    regionRefusals: 0,
    klineRequests: 0,
    filledCoins: 0,
    unknownMinutes: 0,
    candlePieces: 0,
  };
}
