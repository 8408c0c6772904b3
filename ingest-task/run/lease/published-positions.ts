import type { Checkpoint, CheckpointCoin } from '../../../domain/market/checkpoint.ts';
import type { Feed, ObservedCoin, Prices } from '../../../domain/market/coin.ts';
import type { CoinStatus } from '../../watching/market-watch.ts';

/** Coins that are not wanted (any more) of which the checkpoint says how far they were told. */
export const MAX_KEPT_COINS = 1_000;

/** How far each coin is told, for the checkpoint: of the coins that are watched, and of those that others have left. */
export class PublishedPositions {
  readonly #feed: Feed;
  readonly #coins: Map<string, CheckpointCoin>;

  /** `checkpoint`: the last holder's; of another feed its ids mean nothing. */
  constructor(feed: Feed, checkpoint: Checkpoint | null) {
    this.#feed = feed;
    this.#coins = new Map(Object.entries(checkpoint?.feed === feed ? checkpoint.coins : {}));
  }

  /** With how the watched coins stand by now. A coin of which nothing is told keeps what was told of it before. */
  after(glimpses: readonly CoinStatus[]): Checkpoint {
    for (const { symbol, told, wasHalted, listedFrom } of glimpses) {
      if (!told) continue;
      this.#coins.delete(symbol); // to the end: the first is the one that was watched longest ago
      this.#coins.set(symbol, { ...told, ...(wasHalted && { wasHalted }), ...(listedFrom !== null && { listedFrom }) });
    }
    for (const symbol of this.#coins.keys()) {
      if (this.#coins.size <= MAX_KEPT_COINS + glimpses.length) break;
      this.#coins.delete(symbol);
    }
    return { feed: this.#feed, coins: Object.fromEntries(this.#coins) };
  }
}

const NOTHING_SEEN = { state: 'dark', price: null, lastTradeId: null, tradeAt: null } as const;

/**
 * What the last run left, put together: what it observed, by its snapshot, and how far it told each coin, by its
 * checkpoint. Versions before the checkpoint have left that in the snapshot.
 */
export function leftCoins(feed: Feed, prices: Prices | null, checkpoint: Checkpoint | null): Prices['coins'] {
  const observed = prices?.feed === feed ? prices.coins : {};
  if (!checkpoint) return observed;
  const told = checkpoint.feed === feed ? checkpoint.coins : {};
  const symbols = new Set([...Object.keys(observed), ...Object.keys(told)]);
  const coins = [...symbols].map((symbol): [string, ObservedCoin] => {
    return [symbol, { ...(observed[symbol] ?? NOTHING_SEEN), ...toldOf(told[symbol]) }];
  });
  return Object.fromEntries(coins);
}

function toldOf(coin: CheckpointCoin | undefined): Pick<ObservedCoin, 'published' | 'wasHalted' | 'listedFrom'> {
  if (!coin) return { published: null };
  const { wasHalted = false, listedFrom = null, ...published } = coin;
  return { published, wasHalted, listedFrom };
}
