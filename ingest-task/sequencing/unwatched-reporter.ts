import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import type { Unwatched } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

/** Intervals that wait to be written; past this the oldest is given up, with an error in the log. */
export const MAX_WAITING = 1_000;
const RETRY_MS = 5_000;
const MAX_LINES_PER_MINUTE = 60;

export interface UnwatchedOptions {
  readonly marketTable: Pick<MarketTable, 'addUnwatched'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** Writes down what was not seen: one at a time, in order, until the table has it. */
export class UnwatchedReporter {
  readonly #settings: UnwatchedOptions;
  readonly #waiting: { symbol: string; interval: Unwatched }[] = [];
  readonly #lines = new LineLimit(MAX_LINES_PER_MINUTE);
  #writing: Promise<void> | null = null;
  #cancelRetry: Cancel = () => undefined;

  constructor(settings: UnwatchedOptions) {
    this.#settings = settings;
  }

  report(symbol: string, interval: Unwatched): void {
    const { counters, clock, log } = this.#settings;
    counters.holes += 1;
    counters.missedTrades += interval.lastTradeId - interval.firstTradeId + 1;
    const message = interval.reason === 'no-windows' ? 'windowed values unknown' : 'trades missed';
    if (this.#lines.allows(clock.elapsed())) log.warn(message, { symbol, ...interval });
    this.#waiting.push({ symbol, interval });
    if (this.#waiting.length > MAX_WAITING) log.error('unwatched interval given up', { ...this.#waiting.shift() });
    void this.flush();
  }

  /** What failed is not tried again. */
  stop(): void {
    this.#cancelRetry();
  }

  /** Resolves when all is written, or at the first failure; what failed is tried again later. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { marketTable, clock, log } = this.#settings;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await marketTable.addUnwatched(next.symbol, next.interval);
      } catch (error) {
        log.error('unwatched interval not written yet', { symbol: next.symbol, fault: reasonOf(error) });
        this.#cancelRetry = clock.after(RETRY_MS, () => void this.flush());
        return;
      }
      if (this.#waiting[0] === next) this.#waiting.shift();
    }
  }
}
