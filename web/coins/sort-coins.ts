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

type AlertsOf = (symbol: string) => number;

/** What a coin is sorted by; null: nobody knows it. A key without a figure is a type error. */
const FIGURES: Readonly<Record<Exclude<SortKey, 'name'>, (coin: SortedCoin, alertsOf: AlertsOf) => number | null>> = {
  price: ({ price }) => (price === null ? null : Number(price)),
  'change-1h': ({ change }) => change['1h'] ?? null,
  'change-24h': ({ change }) => change['24h'] ?? null,
  volatility: ({ volatility }) => volatility['24h'] ?? null,
  alerts: ({ symbol }, alertsOf) => alertsOf(symbol),
};

/** The names in order. What has no value is last, in both directions; equal ones stand by name. */
export function sortCoins(
  coins: readonly SortedCoin[],
  { sort: { key, descending }, alertsOf }: { sort: Sort; alertsOf: AlertsOf },
): string[] {
  const sign = descending ? -1 : 1;
  const byName = (a: SortedCoin, b: SortedCoin) => a.symbol.localeCompare(b.symbol, 'en');
  if (key === 'name') return [...coins].sort((a, b) => sign * byName(a, b)).map(({ symbol }) => symbol);
  const figureOf = FIGURES[key];
  const byFigure = (a: SortedCoin, b: SortedCoin) => {
    const [left, right] = [figureOf(a, alertsOf), figureOf(b, alertsOf)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return sign * (left - right) || byName(a, b);
  };
  return [...coins].sort(byFigure).map(({ symbol }) => symbol);
}
