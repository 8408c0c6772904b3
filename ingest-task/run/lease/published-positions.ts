import type { Checkpoint, CheckpointCoin } from '../../../domain/market/checkpoint.ts';
import type { ObservedCoin, Prices } from '../../../domain/market/coin.ts';
import type { Feed } from '../../../domain/market/feed.ts';
import type { CoinStatus } from '../../watching/market-watch.ts';

/** Unwanted coins whose published position the checkpoint keeps. */
export const MAX_KEPT_COINS = 1_000;

/** The last published trade of each coin, for the checkpoint: of the watched coins, and of those that are no longer wanted. */
export class PublishedPositions {
  readonly #feed: Feed;
  readonly #coins: Map<string, CheckpointCoin>;

  /** `checkpoint`: the last holder's. It is ignored when it is of another feed, whose ids are other ones. */
  constructor(feed: Feed, checkpoint: Checkpoint | null) {
    this.#feed = feed;
    this.#coins = new Map(Object.entries(checkpoint?.feed === feed ? checkpoint.coins : {}));
  }

  /** Updates the positions of the watched coins. A coin without a published trade keeps its earlier position. */
  checkpoint(statuses: readonly CoinStatus[]): Checkpoint {
    for (const { symbol, published, wasHalted, listedFrom } of statuses) {
      if (!published) continue;
      this.#coins.delete(symbol); // moves it to the end: the first coin is the one that was watched longest ago
      const identity = { ...(wasHalted && { wasHalted }), ...(listedFrom !== null && { listedFrom }) };
      this.#coins.set(symbol, { ...published, ...identity });
    }
    for (const symbol of this.#coins.keys()) {
      if (this.#coins.size <= MAX_KEPT_COINS + statuses.length) break;
      this.#coins.delete(symbol);
    }
    return { feed: this.#feed, coins: Object.fromEntries(this.#coins) };
  }
}

const NOT_OBSERVED = { state: 'dark', price: null, lastTradeId: null, tradeAt: null } as const;

/**
 * The coins as the last run left them: what it observed is in its snapshot, the published position of each coin in its
 * checkpoint. Versions before the checkpoint have the position in the snapshot.
 */
export function restoreCoins(feed: Feed, prices: Prices | null, checkpoint: Checkpoint | null): Prices['coins'] {
  const observed = prices?.feed === feed ? prices.coins : {};
  if (!checkpoint) return observed;
  const published = checkpoint.feed === feed ? checkpoint.coins : {};
  const symbols = new Set([...Object.keys(observed), ...Object.keys(published)]);
  const coins = [...symbols].map((symbol): [string, ObservedCoin] => {
    return [symbol, { ...(observed[symbol] ?? NOT_OBSERVED), ...positionOf(published[symbol]) }];
  });
  return Object.fromEntries(coins);
}

function positionOf(coin: CheckpointCoin | undefined): Pick<ObservedCoin, 'published' | 'wasHalted' | 'listedFrom'> {
  if (!coin) return { published: null };
  const { wasHalted = false, listedFrom = null, ...published } = coin;
  return { published, wasHalted, listedFrom };
}
