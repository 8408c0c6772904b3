import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import type { Unwatched } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

/** Intervals that wait to be written; past this the oldest is given up, with an error in the log. */
export const MAX_QUEUED_INTERVALS = 1_000;
const RETRY_MS = 5_000;
const MAX_LINES_PER_MINUTE = 60;

export interface UnwatchedReporterDeps {
  readonly marketTable: Pick<MarketTable, 'addUnwatched'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** The table has it. */
  readonly onStored: (symbol: string, interval: Unwatched) => void;
}

/** Logs, counts and stores unwatched intervals: one write at a time, in order, until the table has it. */
export class UnwatchedReporter {
  readonly #deps: UnwatchedReporterDeps;
  readonly #queue: { symbol: string; interval: Unwatched }[] = [];
  readonly #lines = new LineLimit(MAX_LINES_PER_MINUTE);
  #writing: Promise<void> | null = null;
  #cancelRetry: Cancel = () => undefined;

  constructor(deps: UnwatchedReporterDeps) {
    this.#deps = deps;
  }

  report(symbol: string, interval: Unwatched): void {
    const { counters, clock, log } = this.#deps;
    counters.holes += 1;
    counters.missedTrades += interval.lastTradeId - interval.firstTradeId + 1;
    const message = interval.reason === 'no-windows' ? 'windowed values unknown' : 'trades missed';
    if (this.#lines.allows(clock.elapsed())) log.warn(message, { symbol, ...interval });
    this.#queue.push({ symbol, interval });
    if (this.#queue.length > MAX_QUEUED_INTERVALS) log.error('unwatched interval given up', { ...this.#queue.shift() });
    void this.flush();
  }

  /** No further attempt. */
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
    const { marketTable, clock, log, onStored } = this.#deps;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      try {
        await marketTable.addUnwatched(next.symbol, next.interval);
      } catch (error) {
        log.error('unwatched interval not written yet', { symbol: next.symbol, error: reasonOf(error) });
        this.#cancelRetry = clock.after(RETRY_MS, () => void this.flush());
        return;
      }
      onStored(next.symbol, next.interval);
      if (this.#queue[0] === next) this.#queue.shift();
    }
  }
}
