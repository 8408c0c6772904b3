import type { Coin } from '../store/coins.ts';

export const SORTS = ['name', 'price', 'change-1h', 'change-24h', 'volatility', 'alerts'] as const;
export type SortKey = (typeof SORTS)[number];

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

const BY_NAME: Sort = { key: 'name', descending: false };

/** `-change-24h` → by the change in 24 h, the highest first. What nobody knows: by name. */
export function readSort(text: string | null): Sort {
  const descending = text?.startsWith('-') ?? false;
  const key = SORTS.find((known) => known === (descending ? text?.slice(1) : text));
  return key ? { key, descending } : BY_NAME;
}

/** Null for the usual order, which the address leaves out. */
export function writeSort({ key, descending }: Sort): string | null {
  if (key === 'name' && !descending) return null;
  return `${descending ? '-' : ''}${key}`;
}

/** A press on a head: figures begin with the highest, names with A; a second press turns the order. */
export function nextSort(before: Sort, key: SortKey): Sort {
  return before.key === key ? { key, descending: !before.descending } : { key, descending: key !== 'name' };
}

export type SortedCoin = Pick<Coin, 'symbol' | 'price' | 'change' | 'volatility'>;

/** The names in order. What has no value is last, in both directions; equal ones stand by name. */
export function sortCoins(
  coins: readonly SortedCoin[],
  { sort, alertsOf }: { sort: Sort; alertsOf: (symbol: string) => number },
): string[] {
  const figureOf = (coin: SortedCoin): number | null => {
    if (sort.key === 'price') return coin.price === null ? null : Number(coin.price);
    if (sort.key === 'change-1h') return coin.change['1h'] ?? null;
    if (sort.key === 'change-24h') return coin.change['24h'] ?? null;
    if (sort.key === 'volatility') return coin.volatility['24h'] ?? null;
    return alertsOf(coin.symbol);
  };
  const sign = sort.descending ? -1 : 1;
  const byName = (a: SortedCoin, b: SortedCoin) => a.symbol.localeCompare(b.symbol, 'en');
  const byValue = (a: SortedCoin, b: SortedCoin) => {
    const [left, right] = [figureOf(a), figureOf(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return sign * (left - right) || byName(a, b);
  };
  const order = sort.key === 'name' ? (a: SortedCoin, b: SortedCoin) => sign * byName(a, b) : byValue;
  return [...coins].sort(order).map(({ symbol }) => symbol);
}
