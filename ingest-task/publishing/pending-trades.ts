import { MINUTE_MS, minuteOf, type Tick, type TradeColumns } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';

/**
 * Trades in one tick. A trade takes at most 125 bytes (id 16, time 13, two decimals of 40 each, time of receipt 8, and the
 * separators), so the record stays under 650 KB of Kinesis' 1 MB.
 */
export const MAX_TRADES_PER_TICK = 5_000;

/** The trades of one coin that Kinesis has not accepted yet, in the order in which they came. */
export class PendingTrades {
  #trades: Trade[] = [];
  #receivedAt: number[] = [];
  #sources: Tick['source'][] = [];

  get count(): number {
    return this.#trades.length;
  }

  /** `receivedAt`: own clock, ms */
  add(trade: Trade, receivedAt: number, source: Tick['source']): void {
    this.#trades.push(trade);
    this.#receivedAt.push(receivedAt);
    this.#sources.push(source);
  }

  at(index: number): Trade | null {
    return this.#trades[index] ?? null;
  }

  /** When the first trade was received; own clock, ms. */
  firstReceivedAt(): number | null {
    return this.#receivedAt[0] ?? null;
  }

  /** How the first trade was received. */
  firstSource(): Tick['source'] | null {
    return this.#sources[0] ?? null;
  }

  /** How many from the head make one tick: those of one minute and one source whose ids grow, up to the bound. */
  headCount(): number {
    let last = this.#trades[0];
    if (!last) return 0;
    const minute = minuteOf(last.time);
    const end = Math.min(this.#trades.length, MAX_TRADES_PER_TICK);
    for (let count = 1; count < end; count += 1) {
      const trade = this.#trades[count];
      if (!trade || trade.id <= last.id || trade.time < minute || trade.time >= minute + MINUTE_MS) return count;
      if (this.#sources[count] !== this.#sources[0]) return count;
      last = trade;
    }
    return end;
  }

  columns(count: number): TradeColumns {
    const columns = { id: [] as number[], time: [] as number[], price: [] as string[], quantity: [] as string[] };
    for (let i = 0; i < count; i += 1) {
      const trade = this.#trades[i];
      if (!trade) break;
      columns.id.push(trade.id);
      columns.time.push(trade.time);
      columns.price.push(trade.price);
      columns.quantity.push(trade.quantity);
    }
    return columns;
  }

  /** How long after the first trade each of `count` was received, ms; empty when all of them came with it. */
  receivedAfter(count: number): number[] {
    const after: number[] = [];
    const first = this.#receivedAt[0] ?? 0;
    let isLater = false;
    for (let i = 0; i < count; i += 1) {
      const ms = (this.#receivedAt[i] ?? first) - first;
      if (ms !== 0) isLater = true;
      after.push(ms);
    }
    return isLater ? after : [];
  }

  dropHead(count: number): void {
    this.#trades.splice(0, count);
    this.#receivedAt.splice(0, count);
    this.#sources.splice(0, count);
  }

  /** Answers the dropped trades. */
  dropAll(): Trade[] {
    const dropped = this.#trades;
    this.#trades = [];
    this.#receivedAt = [];
    this.#sources = [];
    return dropped;
  }
}
