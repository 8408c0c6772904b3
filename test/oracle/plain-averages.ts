/**
 * What is computed from a list of closes, oldest first, by the definitions of docs/decisions/0030: the whole list of each step,
 * without code of domain/. null: unknown.
 */
export interface PlainIndicator {
  /** it takes so many of the last closes; fewer are enough for a younger coin */
  readonly most: number;
  readonly least: number;
  readonly of: (closes: readonly number[]) => number | null;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function plainSma(count: number): PlainIndicator {
  return { most: count, least: count, of: mean };
}

/** As `trading-signals` begins: with the first close. */
export function plainEma(count: number): PlainIndicator {
  const alpha = 2 / (count + 1);
  return {
    most: 10 * count,
    least: count,
    of: (closes) => closes.slice(1).reduce((ema, close) => ema + alpha * (close - ema), closes[0] ?? Number.NaN),
  };
}

/** Wilder's, over 14 changes: the first averages are means, each later one is thirteen parts of the one before and one of the change. */
export const PLAIN_RSI: PlainIndicator = {
  most: 141,
  least: 15,
  of: (closes) => {
    const changes = closes.slice(1).map((close, place) => close - (closes[place] ?? Number.NaN));
    const smooth = (values: readonly number[]) =>
      values.slice(14).reduce((average, value) => (average * 13 + value) / 14, mean(values.slice(0, 14)));
    const gain = smooth(changes.map((change) => (change > 0 ? change : 0)));
    const loss = smooth(changes.map((change) => (change < 0 ? -change : 0)));
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
  },
};

/** %b of the last close. */
export const PLAIN_BOLLINGER: PlainIndicator = {
  most: 20,
  least: 20,
  of: (closes) => {
    if (new Set(closes).size === 1) return null;
    const middle = mean(closes);
    const deviation = Math.sqrt(mean(closes.map((close) => (close - middle) ** 2)));
    const [lower, upper] = [middle - 2 * deviation, middle + 2 * deviation];
    return ((closes.at(-1) ?? Number.NaN) - lower) / (upper - lower);
  },
};
