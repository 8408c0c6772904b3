import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { trimDecimal } from '../../../domain/market/decimal.ts';
import { isPositiveDecimal } from '../../../domain/market/read-decimal.ts';
import type { PriceNow } from '../../../domain/rules/asked-rule.ts';
import { tickSizeOf } from '../../../domain/rules/relative-level.ts';
import type { Catalogue } from '../coins/catalogue.ts';

export interface PriceDeps {
  readonly catalogue: Pick<Catalogue, 'readListings'>;
}

/** Where nothing is asked of the price. */
export const NO_PRICE: PriceNow = { price: null, at: 0, tickSize: null };

/** A coin that is `halted` keeps its last price; in any other state but `live` it may have moved unseen. */
const STATES_WITH_PRICE: readonly string[] = ['live', 'halted'];

/** The coin's last price, if it is current, and its tick size. */
export async function readPrice(symbol: string, market: MarketNow, { catalogue }: PriceDeps): Promise<PriceNow> {
  const listing = (await catalogue.readListings()).get(symbol);
  const coin = observeCoin(market.prices, symbol, market.exchangeNow);
  const printed = coin && STATES_WITH_PRICE.includes(coin.state) ? coin.price : null;
  return {
    price: printed && trimDecimal(printed),
    at: coin?.tradeAt ?? market.exchangeNow,
    tickSize: isPositiveDecimal(listing?.tickSize) ? listing.tickSize : printed && tickSizeOf(printed),
  };
}
