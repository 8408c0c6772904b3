/** Where prices come from: an exchange, or the simulator. Whatever is made from simulated prices says so. */
export const FEEDS = ['binance', 'simulator'] as const;
export type Feed = (typeof FEEDS)[number];

/** For people. */
export const FEED_NAMES: Readonly<Record<Feed, string>> = {
  binance: 'Binance',
  simulator: 'the built-in market simulator, not a real market',
};

/** Prices that are made up, and must be shown as such. */
export function isSimulated(feed: Feed): boolean {
  return feed === 'simulator';
}
