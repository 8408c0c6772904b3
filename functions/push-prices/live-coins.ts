import type { ReadMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import { liveCoinOfSnapshot, liveCoinOfTick } from '../../contract/live-coin.ts';
import type { LiveCoin } from '../../contract/live-frames.ts';
import type { ViewedTick } from '../../domain/market/viewed-coin.ts';

/** A coin without a tick for so long is shown as the snapshot has it; a live one has a tick more often. */
export const QUIET_AFTER_MS = 3_000;
/** A minute that is over is shown for so long, in several frames: one of them may be lost. */
export const CLOSED_SHOWN_MS = 5_000;

export interface LiveCoinsDeps {
  readonly readMarketNow: ReadMarketNow;
  readonly now: () => number;
}

interface Seen {
  readonly epoch: number;
  readonly seq: number;
  /** start of the minute that was over last, ms, and since when it is known; own clock */
  readonly closed: number | null;
  readonly closedSince: number;
  /** own clock, ms */
  readonly at: number;
}

/** What is new of the coins, by their ticks, and by the snapshot of those that have none. */
export class LiveCoins {
  readonly #deps: LiveCoinsDeps;
  readonly #seen = new Map<string, Seen>();
  #snapshotAt = Number.NEGATIVE_INFINITY;

  constructor(deps: LiveCoinsDeps) {
    this.#deps = deps;
  }

  /** By symbol; of each coin its newest tick. One that comes late, or again, changes nothing. */
  ofTicks(ticks: readonly ViewedTick[]): Map<string, LiveCoin> {
    const found = new Map<string, LiveCoin>();
    for (const tick of ticks) {
      const before = this.#seen.get(tick.symbol);
      if (before && !isAfter(tick, before)) continue;
      const seen = this.#see(tick, before);
      this.#seen.set(tick.symbol, seen);
      const isShown = seen.at - seen.closedSince < CLOSED_SHOWN_MS;
      const coin = liveCoinOfTick(tick);
      found.set(tick.symbol, isShown ? coin : { ...coin, closed: null });
    }
    return found;
  }

  /** Of these coins those that have no tick, as the snapshot has them; none while the last snapshot is new. @throws what the table throws */
  async ofSnapshot(symbols: Iterable<string>): Promise<LiveCoin[]> {
    const { readMarketNow, now } = this.#deps;
    const quiet = [...symbols].filter((symbol) => now() - (this.#seen.get(symbol)?.at ?? 0) >= QUIET_AFTER_MS);
    if (quiet.length === 0 || now() - this.#snapshotAt < QUIET_AFTER_MS) return [];
    const { prices, exchangeNow } = await readMarketNow();
    this.#snapshotAt = now();
    return quiet.map((symbol) => liveCoinOfSnapshot(symbol, prices, exchangeNow));
  }

  #see({ epoch, seq, viewed }: ViewedTick, before: Seen | undefined): Seen {
    const at = this.#deps.now();
    const closed = viewed.closed?.start ?? null;
    const isSame = before !== undefined && before.closed === closed;
    return { epoch, seq, closed, closedSince: isSame ? before.closedSince : at, at };
  }
}

function isAfter(tick: Pick<Seen, 'epoch' | 'seq'>, { epoch, seq }: Seen): boolean {
  return tick.epoch > epoch || (tick.epoch === epoch && tick.seq > seq);
}
