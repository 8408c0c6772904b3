import type { BookPage } from '../../domain/page.ts';

/** An environment remembers the books of so many coins, … */
export const MAX_COINS = 1_000;
/** … and so many entries of all of them together, at well under 1 KB each. */
export const MAX_ENTRIES = 50_000;

/** What this environment knows of a coin after the last tick that it finished. */
export interface KnownCoin {
  readonly epoch: number;
  readonly seq: number;
  readonly lastTradeId: number | null;
  /** null after a tick that failed halfway: then the page must be read again */
  readonly page: BookPage | null;
}

/** The coins that this environment knows. Past a bound the one not used for longest is forgotten: its page is read again. */
export class PageStore {
  readonly #coins = new Map<string, KnownCoin>();
  #entries = 0;

  get(symbol: string): KnownCoin | undefined {
    return this.#coins.get(symbol);
  }

  set(symbol: string, coin: KnownCoin): void {
    this.#forget(symbol);
    this.#coins.set(symbol, coin);
    this.#entries += sizeOf(coin);
    for (const oldest of this.#coins.keys()) {
      if ((this.#entries <= MAX_ENTRIES && this.#coins.size <= MAX_COINS) || oldest === symbol) break;
      this.#forget(oldest);
    }
  }

  #forget(symbol: string): void {
    this.#entries -= sizeOf(this.#coins.get(symbol));
    this.#coins.delete(symbol);
  }
}

/** A page is kept as it is between two ticks, so its size is the same when it goes. */
function sizeOf(coin: KnownCoin | undefined): number {
  return coin?.page?.size ?? 0;
}
