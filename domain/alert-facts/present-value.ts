import type { ObservedCoin } from '../market/coin.ts';
import { plainDecimal } from '../market/decimal.ts';
import type { Position } from '../market/position.ts';
import { changePercent, isChange, type Metric } from '../metrics/metric.ts';

/** As it is compared, to the last bit, and as it is shown. */
export interface PresentValue {
  readonly number: number;
  readonly text: string;
}

/** What the metric is by the newest snapshot; null while it is not known. */
export function presentValue(metric: Metric, coin: ObservedCoin | null): PresentValue | null {
  const number = presentNumber(metric, coin);
  if (number === null) return null;
  return { number, text: metric === 'price' && coin?.price ? coin.price : plainDecimal(number) };
}

function presentNumber(metric: Metric, coin: ObservedCoin | null): number | null {
  if (!coin) return null;
  const price = coin.price === null ? null : Number(coin.price);
  if (metric === 'price') return price;
  if (!isChange(metric)) return coin.measures?.[metric] ?? null;
  const ref = coin.refs?.[metric] ?? null;
  return price === null || ref === null ? null : changePercent(price, Number(ref));
}

/**
 * Up to where the snapshot's values have come: its last trade, or the start of the minute of its windows where that is
 * later. Null before the first trade.
 */
export function observedAt(coin: ObservedCoin | null): Position | null {
  if (!coin || coin.tradeAt === null || coin.lastTradeId === null) return null;
  return { tradeId: coin.lastTradeId, instant: Math.max(coin.tradeAt, coin.minute ?? 0) };
}
