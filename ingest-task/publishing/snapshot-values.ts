import type { ObservedCoin, Prices } from '../../domain/market/coin.ts';
import { LISTED } from '../../domain/metrics/metric.ts';

/**
 * Values that a snapshot has room for besides those that are shown with every coin. It is one item, of 400 KB at most: a test fills it
 * with 1,000 coins.
 */
export const MAX_USED_VALUES = 10_000;

const IS_LISTED: ReadonlySet<string> = new Set(LISTED);

/**
 * The same coins, each with its share of that room: alerts on more metrics of a coin than fit are judged as ever, and show no present
 * value. A coin without room harms no other.
 */
export function withinRoom(coins: Prices['coins']): Prices['coins'] {
  const share = Math.floor(MAX_USED_VALUES / Math.max(1, Object.keys(coins).length));
  return Object.fromEntries(Object.entries(coins).map(([symbol, coin]) => [symbol, withShare(coin, share)]));
}

function withShare(coin: ObservedCoin, share: number): ObservedCoin {
  const { refs = {}, measures = {} } = coin;
  const used = [...Object.keys(refs), ...Object.keys(measures)].filter((name) => !IS_LISTED.has(name));
  if (used.length <= share) return coin;
  const left = new Set(used.slice(share));
  return { ...coin, refs: without(refs, left), measures: without(measures, left) };
}

function without<Value>(values: Readonly<Record<string, Value>>, names: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}
