import type { Prices } from '../../domain/market/coin.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { REST_LAG_MS } from '../../ingest-task/sequencing/stray-frames.ts';
import { manualClock } from './manual-clock.ts';
import { memoryExchange } from './memory-exchange.ts';
import { buildWantedCoin } from './wanted-coins.ts';
import { type WatchedMarketOptions, watchMarket } from './watched-market.ts';

export const COIN = 'BTCUSDT';
/** Long enough for some pages and a flush, and for an empty page to prove that nothing is missing. */
const SOON_MS = REST_LAG_MS + 4_000;

/** What the last run left of the coin. */
export function leftAt(
  id: number,
  published: Trade | null = { id, time: 1_699_999_999_000, price: '99', quantity: '1' },
) {
  const coins: Prices['coins'] = {
    [COIN]: { state: 'live', price: null, lastTradeId: null, tradeAt: null, published },
  };
  return coins;
}

/** A market that is watched, its coins subscribed. */
export function beginMarket(
  { metrics, ...options }: Partial<WatchedMarketOptions> & { readonly metrics?: readonly string[] } = {},
  symbols: readonly string[] = [COIN],
) {
  const clock = manualClock();
  const exchange = memoryExchange(clock);
  const market = watchMarket({ clock, exchange, ...options });
  for (const symbol of symbols) {
    const coin = buildWantedCoin(symbol);
    market.watch.follow({ ...coin, book: { ...coin.book, metrics: [...(metrics ?? coin.book.metrics)] } });
  }
  market.subscribe(...symbols);
  /** trades that come to pass unseen */
  const missed = (count: number, fields: Partial<Trade> = {}) =>
    Array.from({ length: count }, () => exchange.trade(COIN, fields));
  const send = (trade: Trade | undefined) => {
    if (trade) market.watch.onTrade(COIN, trade, clock.now());
  };
  /** trades whose frames come, published if they can be */
  const live = async (count: number, fields: Partial<Trade> = {}) => {
    const trades = missed(count, fields);
    for (const trade of trades) send(trade);
    await clock.advance(110);
    return trades;
  };
  const soon = () => clock.advance(SOON_MS);
  return { clock, exchange, market, missed, send, live, soon };
}
