import type { ObservedCoin } from '../market/coin.ts';
import { plainDecimal } from '../market/decimal.ts';
import type { Position } from '../market/position.ts';
import { type Metric, metricNamed } from '../metrics/metric.ts';
import { valueAtPrice } from '../metrics/value-at-price.ts';

/** As it is compared, to the last bit, and as it is shown. */
export interface PresentValue {
  readonly number: number;
  readonly text: string;
}

/** What the metric is by the newest snapshot; null while it is not known. */
export function presentValue(name: Metric, coin: ObservedCoin | null): PresentValue | null {
  if (!coin) return null;
  const metric = metricNamed(name);
  const { price } = coin;
  const number = valueAtPrice(metric, price === null ? null : Number(price), coin);
  if (number === null) return null;
  return { number, text: metric.moves === 'with-price' && price !== null ? price : plainDecimal(number) };
}

/**
 * Up to where the snapshot's values have come: its last trade, or the start of the minute of its windows where that is
 * later. Null before the first trade.
 */
export function observedAt(coin: ObservedCoin | null): Position | null {
  if (!coin || coin.tradeAt === null || coin.lastTradeId === null) return null;
  return { tradeId: coin.lastTradeId, instant: Math.max(coin.tradeAt, coin.minute ?? 0) };
}
