import { type ObservedCoin, tradedSince } from '../market/coin.ts';
import { type Metric, metricNamed } from '../metrics/metric.ts';
import { knownFrom } from '../metrics/minute-values.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';

/** The coin is too young for some of an alert's metrics. All times are exchange ms. */
export interface WarmingUp {
  /** those that can't be known yet */
  readonly metrics: readonly Metric[];
  /** the minute from which on all of them can be known */
  readonly until: number;
  /** the minute in which the coin began to trade */
  readonly began: number;
}

/** Null when each value can be known, or when it is not known since when the coin is traded. */
export function warmingUpOf(
  rule: Rule,
  { coin, now }: { readonly coin: ObservedCoin | null; readonly now: number },
): WarmingUp | null {
  const began = tradedSince(coin);
  if (began === null) return null;
  const metrics = [...new Set(conditionsOf(rule).map(({ metric }) => metric))];
  const waiting = metrics.map((name) => ({ name, from: firstKnown(name, began) })).filter(({ from }) => from > now);
  if (waiting.length === 0) return null;
  return { metrics: waiting.map(({ name }) => name), until: Math.max(...waiting.map(({ from }) => from)), began };
}

function firstKnown(name: Metric, began: number): number {
  const metric = metricNamed(name);
  return metric.moves === 'with-price' ? began : knownFrom(metric, began);
}
