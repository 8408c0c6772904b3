import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { Counters } from '../counters.ts';
import { CoinMinutes } from './coin-minutes.ts';
import { HourPieces } from './hour-pieces.ts';

export interface CoinHistoryOptions {
  readonly symbol: string;
  readonly counters: Counters;
  /** minutes ended unknown */
  readonly onUnknown: () => void;
  readonly onJoined: () => void;
  /** an hour is not held any more that was not written as it is */
  readonly onLost: (hour: number) => void;
  readonly onIdRestart: () => void;
}

/** All that is kept of one followed coin's past: its windows, and the last hours until they are stored. */
export class CoinHistory {
  readonly symbol: string;
  readonly minutes: CoinMinutes;
  readonly pieces: HourPieces;
  /** the exchange's first minute of the coin; undefined until it was asked for, null when there is none */
  began: number | null | undefined;
  /** the minute in which trades joined first, ms: what lies before it is filled, what follows comes by trades; null until then */
  joinedAt: number | null = null;
  /** days whose pieces are stored whole; null until that was read */
  folded: Set<number> | null = null;
  /** unknown minutes are asked for one by one from this day on; days before it are filled whole */
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
        this.began = listedFrom ?? this.began;
        this.joinedAt = null;
        onIdRestart();
      },
    });
  }

  /** One write of the coin's pieces after the other: an hour must not be written again after its day has taken it in. */
  alone<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = this.#writing.then(write);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}
