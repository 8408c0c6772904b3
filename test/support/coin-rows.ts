import type { CoinChange, CoinStream } from '../../adapters/streams/coin-stream.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import type { ManualClock } from './manual-clock.ts';

/** Table `coins` with its stream and the marker, in memory. Each can fail; the stream shows a change a little later than the table. */
export class CoinRows {
  readonly rows = new Map<string, WantedCoin>();
  marker: number | null = null;
  /** how long after the table the stream shows a change, ms */
  streamLagMs = 0;
  isTableDown = false;
  isMarkerDown = false;
  /** no reader can be opened; those that are open go on */
  canNotOpen = false;
  areReadsFailing = false;
  /** what was asked for, in order: `open`, `list`, `next`, `marker` */
  readonly calls: string[] = [];
  readonly #clock: ManualClock;
  readonly #changes: { readonly change: CoinChange; readonly at: number; readonly visibleAt: number }[] = [];
  #opened = 0;

  constructor(clock: ManualClock, rows: readonly WantedCoin[] = []) {
    this.#clock = clock;
    for (const row of rows) this.rows.set(row.symbol, row);
  }

  put(coin: WantedCoin): void {
    this.rows.set(coin.symbol, coin);
    this.push({ kind: 'coin', coin });
  }

  remove(symbol: string): void {
    this.rows.delete(symbol);
    this.push({ kind: 'removed', symbol });
  }

  /** In the stream only. */
  push(change: CoinChange): void {
    const at = this.#clock.elapsed();
    this.#changes.push({ change, at, visibleAt: at + this.streamLagMs });
  }

  announce(): void {
    this.marker = (this.marker ?? 0) + 1;
  }

  count(call: string): number {
    return this.calls.filter((name) => name === call).length;
  }

  readonly coinTable = {
    list: async (): Promise<WantedCoin[]> => {
      this.calls.push('list');
      if (this.isTableDown) throw new Error('table down');
      return [...this.rows.values()];
    },
  };

  readonly marketTable = {
    readCoinsChanged: async (): Promise<number | null> => {
      this.calls.push('marker');
      if (this.isMarkerDown) throw new Error('marker down');
      return this.marker;
    },
  };

  readonly coinStream: CoinStream = {
    open: async () => {
      this.calls.push('open');
      if (this.canNotOpen) throw new Error('stream down');
      this.#opened += 1;
      const id = this.#opened;
      let next = this.#changes.length;
      return {
        next: async () => {
          this.calls.push('next', `next ${id}`);
          if (this.areReadsFailing) throw new Error('stream down');
          const now = this.#clock.elapsed();
          const from = next;
          while ((this.#changes[next]?.visibleAt ?? Number.POSITIVE_INFINITY) <= now) next += 1;
          return this.#changes.slice(from, next).map(({ change }) => change);
        },
      };
    },
  };
}
