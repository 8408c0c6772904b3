/** What happened since the start; one log line a minute tells what has been added to it (`minute-line.ts`). */
export interface Counters {
  trades: number;
  markers: number;
  duplicates: number;
  holes: number;
  missedTrades: number;
  /** trades that were fetched by id, since no live frame brought them */
  backfilledTrades: number;
  /** coins that caught up with the help of the exchange's answers */
  fills: number;
  /** no sum: the longest of them since the last line */
  longestFillMs: number;
  /** of the missed trades, those that the exchange no longer has */
  purgedTrades: number;
  malformedFrames: number;
  ticks: number;
  refusedRecords: number;
  reconnects: number;
  /** connections that were followed by a successor which stood before they ended */
  replacedConnections: number;
  /** coins that sent nothing while their mini tickers moved */
  muteCoins: number;
  /** subscriptions that the exchange had acknowledged and did not list */
  lostSubscriptions: number;
  /** answers 451: the exchange serves no address of this region */
  regionRefusals: number;
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
    backfilledTrades: 0,
    fills: 0,
    longestFillMs: 0,
    purgedTrades: 0,
    malformedFrames: 0,
    ticks: 0,
    refusedRecords: 0,
    reconnects: 0,
    replacedConnections: 0,
    muteCoins: 0,
    lostSubscriptions: 0,
    regionRefusals: 0,
    klineRequests: 0,
    filledCoins: 0,
    unknownMinutes: 0,
    candlePieces: 0,
  };
}
