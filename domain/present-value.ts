import type { ObservedCoin } from './coin.ts';
import { plainDecimal } from './decimal.ts';
import { changePercent, isChange, type Metric } from './metric.ts';
import type { Position } from './position.ts';

/** What the metric is by the newest snapshot, as a decimal string; null while it is not known. */
export function presentValue(metric: Metric, coin: ObservedCoin | null): string | null {
  if (!coin) return null;
  if (metric === 'price') return coin.price;
  if (!isChange(metric)) {
    const measure = coin.measures?.[metric] ?? null;
    return measure === null ? null : plainDecimal(measure);
  }
  const ref = coin.refs?.[metric] ?? null;
  if (coin.price === null || ref === null) return null;
  return plainDecimal(changePercent(Number(coin.price), Number(ref)));
}

/**
 * Up to where the snapshot's values have come: its last trade, or the start of the minute of its windows where that is
 * later. Null before the first trade.
 */
export function observedAt(coin: ObservedCoin | null): Position | null {
  if (!coin || coin.tradeAt === null || coin.lastTradeId === null) return null;
  return { tradeId: coin.lastTradeId, instant: Math.max(coin.tradeAt, coin.minute ?? 0) };
}
