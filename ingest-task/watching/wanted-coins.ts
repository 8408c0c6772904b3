import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { LineLimit, type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import type { CoinChange, CoinStream } from '../../adapters/streams/coin-stream.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

/** Each read of a shard costs money: at twice the rate the four shards of a table would cost 2 USD a month more. */
export const POLL_INTERVAL_MS = 1_000;
/** The table is read again this often, in case the stream missed a change. */
export const REREAD_INTERVAL_MS = 60_000;
const MAX_ERROR_LINES_PER_MINUTE = 20;
const MAX_LOGGED_CHARACTERS = 500;

export interface WantedCoinsDeps {
  readonly coinTable: Pick<CoinTable, 'list'>;
  readonly coinStream: CoinStream;
  readonly clock: Clock;
  readonly log: Log;
  /** A coin is wanted, or its alerts have changed. */
  readonly onWanted: (coin: WantedCoin) => void;
  readonly onUnwanted: (symbol: string) => void;
}

/** The rows of table `coins`: opens its stream, reads the table, then applies the stream's changes. */
export class WantedCoins {
  readonly #deps: WantedCoinsDeps;
  readonly #coins = new Map<string, WantedCoin>();
  readonly #errors = new RepeatFilter();
  readonly #errorLines = new LineLimit(MAX_ERROR_LINES_PER_MINUTE);
  #readAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;

  constructor(deps: WantedCoinsDeps) {
    this.#deps = deps;
  }

  /** @throws when the stream can't be opened or the table can't be read */
  async start(): Promise<void> {
    await this.#deps.coinStream.open();
    await this.#readTable();
    this.#cancel = repeat(this.#deps.clock, POLL_INTERVAL_MS, () => this.#poll());
  }

  stop(): void {
    this.#cancel();
  }

  /** Every coin that is wanted, as far as is known. */
  wanted(): WantedCoin[] {
    return [...this.#coins.values()].filter(({ wanted }) => wanted);
  }

  /** First the table, then the stream, which holds what changed while the table was read. */
  async #poll(): Promise<void> {
    const { coinStream, clock, log } = this.#deps;
    try {
      if (clock.elapsed() - this.#readAt >= REREAD_INTERVAL_MS) await this.#readTable();
      for (const change of await coinStream.next()) this.#apply(change);
      this.#errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (this.#errors.isNew(reason)) log.error('wanted coins not read', { error: reason });
    }
  }

  #apply(change: CoinChange): void {
    switch (change.kind) {
      case 'coin':
        this.#set(change.coin);
        break;
      case 'removed':
        this.#remove(change.symbol);
        break;
      case 'faulty':
        this.#quarantine(change.content, change.fault);
        break;
      case 'missed':
        this.#readAt = Number.NEGATIVE_INFINITY;
        this.#deps.log.warn('changes of coins were trimmed unread, the table is read again');
    }
  }

  async #readTable(): Promise<void> {
    this.#readAt = this.#deps.clock.elapsed(); // even if it fails: the stream must not wait for the table
    const faulty = new Set<unknown>();
    const coins = await this.#deps.coinTable.list((item, fault) => {
      faulty.add(item.symbol);
      this.#quarantine(JSON.stringify(item), fault);
    });
    const listed = new Set(coins.map((coin) => coin.symbol));
    for (const coin of coins) this.#set(coin);
    for (const symbol of [...this.#coins.keys()]) {
      if (!listed.has(symbol) && !faulty.has(symbol)) this.#remove(symbol);
    }
  }

  /** The version of a row only grows, so a lower one is an older row. */
  #set(coin: WantedCoin): void {
    const known = this.#coins.get(coin.symbol);
    if (known && coin.book.version < known.book.version) return;
    this.#coins.set(coin.symbol, coin);
    if (coin.wanted) this.#deps.onWanted(coin);
    else if (known?.wanted) this.#deps.onUnwanted(coin.symbol);
  }

  #remove(symbol: string): void {
    const known = this.#coins.get(symbol);
    this.#coins.delete(symbol);
    if (known?.wanted) this.#deps.onUnwanted(symbol);
  }

  #quarantine(content: string, error: string): void {
    if (!this.#errorLines.allows(this.#deps.clock.elapsed())) return;
    const cut = content.slice(0, MAX_LOGGED_CHARACTERS);
    this.#deps.log.warn('a row of the coins table is no coin', { error, content: cut });
  }
}
