import { FEED_NAMES, type Feed, isSimulated } from '../../domain/market/feed.ts';

/** What is stored is of another exchange, whose coins, trade ids and prices are others under the same names. */
export class OtherExchangeError extends Error {
  override readonly name = 'OtherExchangeError';
}

/**
 * Alerts would be judged by another market's trades, and candles would mix. Simulated prices are kept apart by whoever simulates.
 * `stored`: the feeds of what an earlier task stored
 * @throws OtherExchangeError
 */
export function requireSameExchange(feed: Feed, stored: readonly Feed[]): void {
  const other = stored.find((it) => it !== feed && !isSimulated(it));
  if (other === undefined || isSimulated(feed)) return;
  throw new OtherExchangeError(
    `the alerts and candles here are of ${FEED_NAMES[other]}: to watch ${FEED_NAMES[feed]}, deploy a stack of its own`,
  );
}
