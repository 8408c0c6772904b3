import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat, sleep } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { CandleStore } from './candle-store.ts';
import type { CoinHistory } from './coin-history.ts';
import type { HourPiece } from './hour-pieces.ts';

export const MAX_WRITES_AT_ONCE = 8;
/** Every coin has its turn once in this time, evenly spread. */
export const ROUND_MS = 60_000;
const TURN_MS = 1_000;
/** The first coin's turn comes this long after the minute's end: by then its mark has come, too. */
export const FIRST_TURN_MS = 4_000;
const DRAIN_CHECK_MS = 20;
const MAX_FAULT_LINES_PER_MINUTE = 5;

export interface CandleWriterOptions {
  readonly candleTable: Pick<CandleStore, 'writeHour'>;
  readonly coins: () => readonly CoinHistory[];
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
}

/**
 * Stores closed minutes: every coin's hour, whole, once a minute if it has grown. A write that failed is made again in
 * the coin's next turn, with all that is known by then, so that nothing piles up.
 */
export class CandleWriter {
  readonly #settings: CandleWriterOptions;
  /** whose turn it is, or was and did not come yet */
  readonly #due = new Set<CoinHistory>();
  readonly #faultLines = new LineLimit(MAX_FAULT_LINES_PER_MINUTE);
  #writing = 0;
  #turnedAt: number | null = null;
  #cancel: Cancel = () => undefined;

  constructor(settings: CandleWriterOptions) {
    this.#settings = settings;
  }

  start(): void {
    this.#cancel = repeat(this.#settings.clock, TURN_MS, () => this.#turn());
  }

  /** Another task writes from now on. */
  abandon(): void {
    this.#cancel();
    this.#due.clear();
  }

  /** Writes all that is closed and not written, for at most `limitMs`; answers how many coins could not be. */
  async stop(limitMs: number): Promise<number> {
    const { clock, coins } = this.#settings;
    const end = clock.elapsed() + limitMs;
    this.#cancel();
    for (const coin of coins()) if (coin.pieces.unwritten().length > 0) this.#due.add(coin);
    this.#pump();
    while ((this.#due.size > 0 || this.#writing > 0) && clock.elapsed() < end) await sleep(clock, DRAIN_CHECK_MS);
    return coins().filter(({ pieces }) => pieces.unwritten().length > 0).length;
  }

  /** Those whose turn has come since the turn before. */
  #turn(): void {
    const { exchangeNow, coins } = this.#settings;
    const now = exchangeNow() - FIRST_TURN_MS;
    const since = this.#turnedAt ?? now;
    this.#turnedAt = now;
    const followed = coins();
    followed.forEach((coin, place) => {
      if (isBetween((place / followed.length) * ROUND_MS, since, now)) this.#due.add(coin);
    });
    this.#pump();
  }

  #pump(): void {
    for (const coin of this.#due) {
      if (this.#writing >= MAX_WRITES_AT_ONCE) return;
      this.#due.delete(coin);
      void this.#write(coin);
    }
  }

  async #write(coin: CoinHistory): Promise<void> {
    const { log, clock } = this.#settings;
    this.#writing += 1;
    try {
      // what grew while other writes of the coin were awaited goes with it
      await coin.alone(async () => {
        for (const piece of coin.pieces.unwritten()) await this.#store(coin, piece);
      });
    } catch (error) {
      const line = { symbol: coin.symbol, fault: reasonOf(error) };
      if (this.#faultLines.allows(clock.elapsed())) log.error('candles not written yet', line);
    }
    this.#writing -= 1;
    this.#pump();
  }

  async #store(coin: CoinHistory, piece: HourPiece): Promise<void> {
    const { candleTable, counters } = this.#settings;
    await candleTable.writeHour(coin.symbol, piece.hour, piece.candles);
    coin.pieces.written(piece);
    counters.candlePieces += 1;
  }
}

/** Whether an instant so far within a round lies in (since, now]. */
function isBetween(offset: number, since: number, now: number): boolean {
  const round = (instant: number) => Math.floor((instant - offset) / ROUND_MS);
  return now > since && round(now) > round(since);
}
