import type { IndexPage } from '../../domain/alert-index/index-page.ts';

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
  readonly page: IndexPage | null;
}

/** A page with so few entries a part is not cut any further: its coin is forgotten. */
const MIN_ENTRIES_PER_PART = 4;

/**
 * The coins that this environment knows. Past the bound of entries all pages give up their far ends, since a page that is
 * read anew costs calls and one that is short costs none until its end is near. What is still too much, and coins past their
 * bound, are forgotten, the ones not used for longest first: their pages are read again.
 */
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
    if (this.#entries > MAX_ENTRIES) this.#shorten();
    if (this.#isFull) this.#makeRoom(symbol);
  }

  get #isFull(): boolean {
    return this.#entries > MAX_ENTRIES || this.#coins.size > MAX_COINS;
  }

  /** To half of what there is room for, so that it is not done again for every page that is read. */
  #shorten(): void {
    const pages = [...this.#coins.values()].flatMap(({ page }) => (page ? [page] : []));
    const parts = pages.reduce((sum, page) => sum + page.parts.length, 0);
    const share = Math.max(MIN_ENTRIES_PER_PART, Math.floor(MAX_ENTRIES / 2 / parts));
    for (const page of pages) page.trim(share);
    this.#entries = pages.reduce((sum, page) => sum + page.size, 0);
  }

  #makeRoom(kept: string): void {
    for (const oldest of this.#coins.keys()) {
      if (!this.#isFull || oldest === kept) break;
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
