import type { ObservedCoin } from './coin.ts';
import { plainDecimal } from './decimal.ts';
import { changePercent, isChange, type Metric } from './metric.ts';

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
