import pMap from 'p-map';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { MAX_LISTED_UNWATCHED, type Unwatched } from '../../domain/market/coin.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

export const LIST_CHECK_MS = 1_000;
/** Hundreds of coins may have an interval at once, after an outage: they are in few writes. */
export const LIST_WRITE_INTERVAL_MS = 3_000;
/** `evaluate-ticks` adds intervals too (`not-judged`), and a write can be overtaken: both are made good after this time. */
export const LIST_RENEWAL_MS = 900_000;
const RETRY_MS = 10_000;
const MAX_READS_AT_ONCE = 4;

export interface UnwatchedListDeps {
  readonly marketTable: Pick<MarketTable, 'readUnwatched' | 'writeNewestUnwatched'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly epoch: number;
  /** the symbols of the coins that are listed */
  readonly wanted: () => readonly string[];
}

/**
 * Writes the newest unwatched intervals of all coins as one item, so that a list of the coins needs no query per coin. Each
 * coin's partition stays the truth: it is read when the coin is followed, at the start of a run, and every fifteen minutes; in
 * between, what this task adds is added here. The item has every coin whose partition was read, also without an interval.
 */
export class UnwatchedList {
  readonly #deps: UnwatchedListDeps;
  readonly #coins = new Map<string, readonly Unwatched[]>();
  /** coins with an interval that was added while they were read: what was read may lack it */
  readonly #overtaken = new Set<string>();
  readonly #errors = new RepeatFilter();
  #hasChanged = false;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #retryAt = Number.NEGATIVE_INFINITY;
  #pass: Promise<void> = Promise.resolve();
  #cancel: Cancel = () => undefined;

  constructor(deps: UnwatchedListDeps) {
    this.#deps = deps;
  }

  /** Call this when the wanted coins are known: a list before that would have no coins. */
  start(): void {
    this.#cancel = repeat(this.#deps.clock, LIST_CHECK_MS, () => {
      this.#pass = this.#update();
      return this.#pass;
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** The interval is stored in the coin's partition. */
  added(symbol: string, interval: Unwatched): void {
    this.#overtaken.add(symbol);
    const known = this.#coins.get(symbol);
    if (!known) return;
    const others = known.filter(({ firstTradeId }) => firstTradeId !== interval.firstTradeId);
    // by trade id, as the partition is sorted
    const newestFirst = [interval, ...others].sort((a, b) => b.firstTradeId - a.firstTradeId);
    this.#coins.set(symbol, newestFirst.slice(0, MAX_LISTED_UNWATCHED));
    this.#hasChanged = true;
  }

  /** Writes what has changed since the last write. */
  async flush(): Promise<void> {
    await this.#pass;
    if (this.#hasChanged) await this.#write();
  }

  async #update(): Promise<void> {
    const { clock, wanted } = this.#deps;
    const symbols = wanted();
    this.#keepOnly(new Set(symbols));
    if (clock.elapsed() >= this.#retryAt) await this.#readDue(symbols);
    if (this.#hasChanged && clock.elapsed() - this.#writtenAt >= LIST_WRITE_INTERVAL_MS) await this.#write();
  }

  #keepOnly(wanted: ReadonlySet<string>): void {
    for (const symbol of this.#coins.keys()) {
      if (!wanted.has(symbol)) this.#hasChanged = this.#coins.delete(symbol) || this.#hasChanged;
    }
  }

  async #readDue(symbols: readonly string[]): Promise<void> {
    const { clock } = this.#deps;
    const now = clock.elapsed();
    const renews = now - this.#renewedAt >= LIST_RENEWAL_MS;
    const due = renews ? symbols : symbols.filter((symbol) => !this.#coins.has(symbol));
    const done = await pMap(due, (symbol) => this.#read(symbol), { concurrency: MAX_READS_AT_ONCE });
    if (done.includes(false)) this.#retryAt = clock.elapsed() + RETRY_MS;
    else if (due.length > 0) this.#errors.reset();
    if (renews) this.#renewedAt = now;
    // written also when nothing is new: an earlier write may have arrived after a later one
    if (renews || due.length > 0) this.#hasChanged = true;
  }

  /** False when it failed. A coin that can't be read takes no other one out of the list. */
  async #read(symbol: string): Promise<boolean> {
    const { marketTable, log } = this.#deps;
    this.#overtaken.delete(symbol);
    try {
      const intervals = await marketTable.readUnwatched(symbol, MAX_LISTED_UNWATCHED);
      if (!this.#overtaken.has(symbol)) this.#coins.set(symbol, intervals);
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#errors.isNew(reason)) log.error('unwatched intervals not read', { symbol, error: reason });
      return false;
    }
  }

  async #write(): Promise<void> {
    const { marketTable, clock, log, epoch } = this.#deps;
    this.#hasChanged = false;
    this.#writtenAt = clock.elapsed();
    try {
      const isNewest = await marketTable.writeNewestUnwatched(Object.fromEntries(this.#coins), epoch);
      if (!isNewest) log.warn('list of unwatched intervals not written: a later task writes it');
    } catch (error) {
      this.#hasChanged = true;
      log.error('list of unwatched intervals not written', { error: reasonOf(error) });
    }
  }
}
