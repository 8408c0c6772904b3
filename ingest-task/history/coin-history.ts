import type { CandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { Counters } from '../counters.ts';
import { CoinMinutes } from './coin-minutes.ts';
import { HourPieces } from './hour-pieces.ts';

/** What the task reads and writes of table `candles`. */
export type CandleStore = Pick<
  CandleTable,
  'read' | 'storedDays' | 'writeHour' | 'writeDay' | 'writeFolded' | 'writeDays'
>;

export interface CoinHistoryOptions {
  readonly symbol: string;
  readonly counters: Counters;
  /** minutes ended unknown */
  readonly onUnknown: () => void;
  readonly onJoined: () => void;
  /** an hour left memory with minutes that were not written */
  readonly onLost: (hour: number) => void;
  readonly onIdRestart: () => void;
}

/** The past of one followed coin as far as it is in memory: its windows, and the last hours until they are stored. */
export class CoinHistory {
  readonly symbol: string;
  readonly minutes: CoinMinutes;
  readonly pieces: HourPieces;
  /** the exchange's first minute of the coin; undefined until it was requested, null when there is none */
  began: number | null | undefined;
  /** the minute in which trades joined first, ms: earlier minutes are filled, later ones come from trades; null until then */
  joinedAt: number | null = null;
  /** days that are stored completely; null until that was read */
  folded: Set<number> | null = null;
  /** unknown minutes of this day and later are requested one by one; earlier days are filled as a whole */
  repairFrom = Number.POSITIVE_INFINITY;
  #writing: Promise<unknown> = Promise.resolve();

  constructor({ symbol, counters, onUnknown, onJoined, onLost, onIdRestart }: CoinHistoryOptions) {
    this.symbol = symbol;
    this.pieces = new HourPieces(onLost);
    this.minutes = new CoinMinutes({
      onClosed: (candle: Candle) => this.pieces.keep(candle),
      onUnknown: (from, to) => {
        counters.unknownMinutes += (to - from) / MINUTE_MS;
        onUnknown();
      },
      onJoined: () => {
        this.joinedAt ??= this.minutes.join?.minute ?? null;
        onJoined();
      },
      onIdRestart: (listedFrom) => {
        // otherwise it is requested again: the new minutes know nothing of it
        this.began = listedFrom ?? undefined;
        this.joinedAt = null;
        onIdRestart();
      },
    });
  }

  /** Runs the writes of the coin one after the other: an hour must not be written again after its day was stored. */
  alone<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = this.#writing.then(write);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}
