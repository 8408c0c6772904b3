import { becauseOf } from '../../domain/alerts/another-coin.ts';
import type { Unwatched } from '../../domain/market/coin.ts';
import type { Counters } from '../counters.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { MalformedFrames } from '../sequencing/malformed-frames.ts';
import type { RenamedCoin } from './alert-pausing.ts';
import type { RestartedCoin } from './re-arming.ts';
import type { CoinListener, WatchedCoin } from './watched-coin.ts';

export interface CoinEventsDeps {
  readonly catalogue: { isTraded(symbol: string): boolean };
  readonly publisher: Pick<Publisher, 'add' | 'hasRoom'>;
  readonly unwatched: { report(symbol: string, interval: Unwatched): void };
  readonly malformed: Pick<MalformedFrames, 'quarantine'>;
  readonly counters: Counters;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** A coin has a new price. */
  readonly onPrice: () => void;
  /** The coin's trade ids restarted lower down. */
  readonly onIdRestart: (coin: RestartedCoin) => void;
  /** The coin's alerts have to be paused. */
  readonly onAnotherCoin: (coin: RenamedCoin) => void;
}

/** What only the market watch knows. */
export interface CoinEventsOwner {
  /** False for a coin that was unfollowed: it may have a successor under its symbol. */
  isFollowed(coin: WatchedCoin): boolean;
  onSequencerChange(coin: WatchedCoin): void;
}

/** Passes what a coin reports to those who store, publish, count or act on it. */
export function createCoinEvents(deps: CoinEventsDeps, owner: CoinEventsOwner): CoinListener {
  const { catalogue, publisher, unwatched, malformed, counters, exchangeNow } = deps;
  return {
    exchangeNow,
    isTraded: (symbol) => catalogue.isTraded(symbol),
    hasRoom: ({ outbox }) => publisher.hasRoom(outbox),
    publish(coin, trade, receivedAt, source) {
      publisher.add(coin.outbox, trade, receivedAt, source);
      deps.onPrice();
    },
    onMissed({ symbol }, interval) {
      if (interval.reason === 'purged') counters.purgedTrades += interval.lastTradeId - interval.firstTradeId + 1;
      unwatched.report(symbol, interval);
    },
    onQuarantined: ({ symbol }, content, error) => malformed.quarantine(`${symbol} ${content}`, error),
    onUnknown: ({ symbol }, interval) => unwatched.report(symbol, interval),
    onIdRestart: ({ symbol, outbox }) => deps.onIdRestart({ symbol, alertIndex: outbox.alertIndex }),
    onAnotherCoin(coin, comeback) {
      const { symbol, outbox } = coin;
      const isPublished = () =>
        owner.isFollowed(coin) && coin.isHeld && outbox.pendingCount === 0 && outbox.lastInFlight === null;
      const onPaused = () => coin.openListing();
      deps.onAnotherCoin({
        symbol,
        alertIndex: outbox.alertIndex,
        because: becauseOf(comeback),
        isPublished,
        onPaused,
      });
    },
    onSequencerChange: (coin) => owner.onSequencerChange(coin),
  };
}
