import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import type { CoinChange, CoinStream } from '../../adapters/streams/coin-stream.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';

/** Each read of a shard is paid for: at twice the rate the four shards of a table would cost 2 USD a month more. */
export const POLL_INTERVAL_MS = 1_000;
/** The table is read again this often, to repair whatever the stream did not bring. */
export const REREAD_INTERVAL_MS = 60_000;
const MAX_FAULT_LINES_PER_MINUTE = 20;
const MAX_LOGGED_CHARACTERS = 500;

export interface WantedCoinsOptions {
  readonly coinTable: Pick<CoinTable, 'list'>;
  readonly coinStream: CoinStream;
  readonly clock: Clock;
  readonly log: Log;
  /** A coin is wanted, or its book has changed. */
  readonly onWanted: (coin: WantedCoin) => void;
  readonly onUnwanted: (symbol: string) => void;
}

/** What table `coins` asks for: its stream opened first, then the table read, then the stream's changes applied. */
export class WantedCoins {
  readonly #settings: WantedCoinsOptions;
  readonly #coins = new Map<string, WantedCoin>();
  readonly #faultLines = new LineLimit(MAX_FAULT_LINES_PER_MINUTE);
  #readAt = Number.NEGATIVE_INFINITY;
  #lastFault = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: WantedCoinsOptions) {
    this.#settings = settings;
  }

  /** @throws when the stream can't be opened or the table can't be read */
  async start(): Promise<void> {
    await this.#settings.coinStream.open();
    await this.#readTable();
    this.#cancel = repeat(this.#settings.clock, POLL_INTERVAL_MS, () => this.#poll());
  }

  stop(): void {
    this.#cancel();
  }

  /** Every coin that is wanted, as far as is known. */
  wanted(): WantedCoin[] {
    return [...this.#coins.values()].filter(({ wanted }) => wanted);
  }

  /** First the table, then the stream: what changed while the table was read is in the stream and comes after it. */
  async #poll(): Promise<void> {
    const { coinStream, clock, log } = this.#settings;
    try {
      if (clock.elapsed() - this.#readAt >= REREAD_INTERVAL_MS) await this.#readTable();
      for (const change of await coinStream.next()) this.#apply(change);
      this.#lastFault = '';
    } catch (error) {
      const fault = reasonOf(error);
      if (fault !== this.#lastFault) log.error('wanted coins not read', { fault });
      this.#lastFault = fault;
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
        this.#settings.log.warn('changes of coins were trimmed unread, the table is read again');
    }
  }

  async #readTable(): Promise<void> {
    this.#readAt = this.#settings.clock.elapsed(); // also when it fails: the stream must not wait for the table
    const faulty = new Set<unknown>();
    const coins = await this.#settings.coinTable.list((item, fault) => {
      faulty.add(item.symbol);
      this.#quarantine(JSON.stringify(item), fault);
    });
    const listed = new Set(coins.map((coin) => coin.symbol));
    for (const coin of coins) this.#set(coin);
    for (const symbol of [...this.#coins.keys()]) {
      if (!listed.has(symbol) && !faulty.has(symbol)) this.#remove(symbol);
    }
  }

  /** A version only grows along a row's life, so a lower one is an older row. */
  #set(coin: WantedCoin): void {
    const known = this.#coins.get(coin.symbol);
    if (known && coin.book.version < known.book.version) return;
    this.#coins.set(coin.symbol, coin);
    if (coin.wanted) this.#settings.onWanted(coin);
    else if (known?.wanted) this.#settings.onUnwanted(coin.symbol);
  }

  #remove(symbol: string): void {
    const known = this.#coins.get(symbol);
    this.#coins.delete(symbol);
    if (known?.wanted) this.#settings.onUnwanted(symbol);
  }

  #quarantine(content: string, fault: string): void {
    if (!this.#faultLines.allows(this.#settings.clock.elapsed())) return;
    const cut = content.slice(0, MAX_LOGGED_CHARACTERS);
    this.#settings.log.warn('a row of the coins table is no coin', { fault, content: cut });
  }
}
