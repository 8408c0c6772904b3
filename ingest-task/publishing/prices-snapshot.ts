import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Prices } from '../../domain/market/coin.ts';
import type { Feed } from '../../domain/market/feed.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import { withinRoom } from './snapshot-values.ts';

export const SNAPSHOT_INTERVAL_MS = 3_000;
/**
 * A snapshot is written this often even when nothing has changed, well before readers take its task for dead
 * (`SNAPSHOT_STALE_AFTER_MS`): a quiet market must not be called dark, not even when a write fails.
 */
export const UNCHANGED_INTERVAL_MS = 10_000;
/** A new state is written sooner than a new price. */
export const STATE_CHECK_MS = 500;

export interface SnapshotDeps {
  readonly marketTable: Pick<MarketTable, 'writePrices'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: Feed;
  readonly epoch: number;
  readonly exchangeNow: () => number;
  /** exchange clock minus own clock, ms; null while it is not measured */
  readonly clockOffsetMs: () => number | null;
  readonly observe: () => Prices['coins'];
  /** by shard of the ticks stream */
  readonly published: () => NonNullable<Prices['published']>;
  /** exchange ms; null while the coin is seen */
  readonly unseenSince: (symbol: string) => number | null;
}

/** Writes what is observed of every coin as one compressed item: soon when something has changed, else as a sign of life. */
export class PricesSnapshot {
  readonly #deps: SnapshotDeps;
  #priceChanged = false;
  #stateChanged = true;
  #started = false;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /** Call this when the wanted coins are known: a snapshot before that would have no coins. */
  start(): void {
    this.#started = true;
    void this.write();
    this.#cancel = repeat(this.#deps.clock, STATE_CHECK_MS, () => this.#writeWhenDue());
  }

  stop(): void {
    this.#cancel();
  }

  priceChanged(): void {
    this.#priceChanged = true;
  }

  stateChanged(): void {
    this.#stateChanged = true;
  }

  /** A failure is logged, and the write is repeated when it is next due. */
  async write(): Promise<void> {
    const { marketTable, clock, log, feed, epoch, exchangeNow, published } = this.#deps;
    if (!this.#started) return;
    this.#priceChanged = false;
    this.#stateChanged = false;
    this.#writtenAt = clock.elapsed();
    try {
      const updatedAt = Math.round(exchangeNow());
      const prices = { feed, updatedAt, published: published(), clock: this.#readClock(), coins: this.#observe() };
      const isNewest = await marketTable.writePrices(prices, epoch);
      if (!isNewest) log.warn('prices not written: a later task writes them');
    } catch (error) {
      this.#priceChanged = true;
      log.error('prices not written', { error: reasonOf(error) });
    }
  }

  #readClock(): NonNullable<Prices['clock']> | null {
    const { clock, clockOffsetMs } = this.#deps;
    const offsetMs = clockOffsetMs();
    return offsetMs === null ? null : { offsetMs, measuredAt: clock.now() };
  }

  /** The published position is left out: it is kept in the checkpoint. */
  #observe(): Prices['coins'] {
    const { observe, unseenSince } = this.#deps;
    const coins = Object.entries(observe()).map(([symbol, { published: _, ...coin }]) => {
      return [symbol, { ...coin, unseenSince: unseenSince(symbol) }] as const;
    });
    return withinRoom(Object.fromEntries(coins));
  }

  async #writeWhenDue(): Promise<void> {
    const age = this.#deps.clock.elapsed() - this.#writtenAt;
    const interval = this.#priceChanged ? SNAPSHOT_INTERVAL_MS : UNCHANGED_INTERVAL_MS;
    if (this.#stateChanged || age >= interval) await this.write();
  }
}
