import type { IndexPage } from '../../domain/alert-index/index-page.ts';

/** Pages that one environment keeps in memory. */
export const MAX_COINS = 1_000;
/** Entries on all pages together; each takes well under 1 KB. */
export const MAX_ENTRIES = 50_000;

/** What this environment knows of a coin after the last tick that it finished. */
export interface KnownCoin {
  readonly epoch: number;
  readonly seq: number;
  readonly lastTradeId: number | null;
  /** null after a tick that failed halfway: then the page must be read again */
  readonly page: IndexPage | null;
}

/** A page with so few entries a section is not trimmed further: its coin is evicted. */
const MIN_ENTRIES_PER_SECTION = 4;

/**
 * The coins that this environment knows. Past `MAX_ENTRIES` all pages are trimmed: trimming a page is cheaper than evicting
 * it, since only an evicted one must be read again at the next tick. If that is not enough, or past `MAX_COINS`, the coins
 * that were not used for longest are evicted.
 */
export class PageStore {
  readonly #coins = new Map<string, KnownCoin>();
  #entries = 0;

  get(symbol: string): KnownCoin | undefined {
    return this.#coins.get(symbol);
  }

  set(symbol: string, coin: KnownCoin): void {
    this.#remove(symbol);
    this.#coins.set(symbol, coin);
    this.#entries += sizeOf(coin);
    if (this.#entries > MAX_ENTRIES) this.#trimAll();
    if (this.#isFull) this.#evict(symbol);
  }

  get #isFull(): boolean {
    return this.#entries > MAX_ENTRIES || this.#coins.size > MAX_COINS;
  }

  /** To half of the bound, so that the next page that is read does not cause another round. */
  #trimAll(): void {
    const pages = [...this.#coins.values()].flatMap(({ page }) => (page ? [page] : []));
    const sections = pages.reduce((sum, page) => sum + page.sections.length, 0);
    const share = Math.max(MIN_ENTRIES_PER_SECTION, Math.floor(MAX_ENTRIES / 2 / sections));
    for (const page of pages) page.trim(share);
    this.#entries = pages.reduce((sum, page) => sum + page.size, 0);
  }

  #evict(kept: string): void {
    for (const oldest of this.#coins.keys()) {
      if (!this.#isFull || oldest === kept) break;
      this.#remove(oldest);
    }
  }

  #remove(symbol: string): void {
    this.#entries -= sizeOf(this.#coins.get(symbol));
    this.#coins.delete(symbol);
  }
}

/** A page does not change between two ticks, so its size is the same when it is removed. */
function sizeOf(coin: KnownCoin | undefined): number {
  return coin?.page?.size ?? 0;
}
