import { MAX_LIVE_DELAY_MS } from '../../domain/messages/trigger.ts';

/** A line for each coin that is late would cost the more, the worse it gets. */
export const MAX_LATE_COINS = 5;

export interface LateCoin {
  readonly symbol: string;
  /** from a trade to its acceptance by the stream, exchange clock, ms */
  readonly lagMs: number;
}

/** Which coins' trades are published so late that their fires would not count as live, and by how much. */
export class LateCoins {
  readonly #longest = new Map<string, number>();

  accepted(symbol: string, lagMs: number): void {
    if (lagMs > Math.max(MAX_LIVE_DELAY_MS, this.#longest.get(symbol) ?? 0)) this.#longest.set(symbol, lagMs);
  }

  /** The worst since the last call, the worst first. */
  take(): LateCoin[] {
    const late = [...this.#longest].map(([symbol, lagMs]) => ({ symbol, lagMs }));
    this.#longest.clear();
    return late.sort((a, b) => b.lagMs - a.lagMs).slice(0, MAX_LATE_COINS);
  }
}
