import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat, sleep } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { CandleStore, CoinHistory } from './coin-history.ts';
import { storeGrown } from './store-candles.ts';

export const MAX_WRITES_AT_ONCE = 8;
/** Every coin has its turn once in this time; the turns of many coins are evenly spread over it. */
export const ROUND_MS = 60_000;
/** Those of few coins follow each other so soon: a candle that has closed is there to be read some seconds later. */
const MAX_BETWEEN_MS = 250;
const TURN_MS = 1_000;
/** The first coin's turn comes this long after the minute's end: by then its watermark has come, too. */
export const FIRST_TURN_MS = 4_000;
const DRAIN_CHECK_MS = 20;
const MAX_ERROR_LINES_PER_MINUTE = 5;

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
 * Stores closed minutes: the whole hour of every coin, once a minute if it has grown. After a failed write the coin's next
 * turn writes the hour again, with all that is known by then, so that no writes pile up.
 */
export class CandleWriter {
  readonly #options: CandleWriterOptions;
  /** coins whose turn has come, and whose write has not begun */
  readonly #due = new Set<CoinHistory>();
  readonly #errorLines = new LineLimit(MAX_ERROR_LINES_PER_MINUTE);
  #writing = 0;
  #turnedAt: number | null = null;
  #cancel: Cancel = () => undefined;

  constructor(options: CandleWriterOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = repeat(this.#options.clock, TURN_MS, () => this.#turn());
  }

  /** Another task writes from now on. */
  abandon(): void {
    this.#cancel();
    this.#due.clear();
  }

  /** Writes every closed minute that is not written yet, for at most `limitMs`. Returns how many coins are left. */
  async stop(limitMs: number): Promise<number> {
    const { clock, coins } = this.#options;
    const end = clock.elapsed() + limitMs;
    this.#cancel();
    for (const coin of coins()) if (coin.pieces.unwritten().length > 0) this.#due.add(coin);
    this.#pump();
    while ((this.#due.size > 0 || this.#writing > 0) && clock.elapsed() < end) await sleep(clock, DRAIN_CHECK_MS);
    return coins().filter(({ pieces }) => pieces.unwritten().length > 0).length;
  }

  /** Adds the coins whose turn has come since the last one. */
  #turn(): void {
    const { exchangeNow, coins } = this.#options;
    const now = exchangeNow() - FIRST_TURN_MS;
    const since = this.#turnedAt ?? now;
    this.#turnedAt = now;
    const followed = coins();
    const betweenMs = Math.min(ROUND_MS / followed.length, MAX_BETWEEN_MS);
    followed.forEach((coin, place) => {
      if (isBetween(place * betweenMs, since, now)) this.#due.add(coin);
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
    const { log, clock } = this.#options;
    this.#writing += 1;
    try {
      await storeGrown(this.#options, coin);
    } catch (error) {
      const line = { symbol: coin.symbol, error: reasonOf(error) };
      if (this.#errorLines.allows(clock.elapsed())) log.error('candles not written yet', line);
    }
    this.#writing -= 1;
    this.#pump();
  }
}

/** Whether an instant at this offset within a round lies in (since, now]. */
function isBetween(offset: number, since: number, now: number): boolean {
  const round = (instant: number) => Math.floor((instant - offset) / ROUND_MS);
  return now > since && round(now) > round(since);
}
