import { MAX_SIGNIFICANT_DIGITS } from '../../domain/market/decimal.ts';
import { MAX_DIGITS } from '../../domain/market/read-decimal.ts';

/** Longer than any price of an exchange; bounds the size of a trade. */
export const MAX_DECIMAL_LENGTH = 40;

const ZERO = 48;
const NINE = 57;
const POINT = 46;

export type PlainDecimal = { readonly text: string; readonly positive: boolean; readonly exact: boolean } | null;

/**
 * A decimal without trailing zeros: `61837.63000000` → `61837.63`; null when `text` is none. `exact`: a double holds it.
 * Whatever it accepts fits into a tick. By hand and in one pass, because it runs twice for every trade of the market.
 */
export function readPlainDecimal(text: string): PlainDecimal {
  const length = text.length;
  if (length === 0 || length > MAX_DECIMAL_LENGTH) return null;
  let point = -1;
  let first = -1; // first and last digit that is not 0
  let last = -1;
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT) {
      if (point >= 0) return null;
      point = i;
    } else if (code < ZERO || code > NINE) return null;
    else if (code !== ZERO) {
      if (first < 0) first = i;
      last = i;
    }
  }
  if (point === 0 || point === length - 1) return null;
  if (text.charCodeAt(0) === ZERO && length > 1 && point !== 1) return null;
  if ((point < 0 ? length : point) > MAX_DIGITS || (point >= 0 && last - point > MAX_DIGITS)) return null;
  const inside = first < point && point < last ? 1 : 0;
  return {
    text: trim(text, point, last),
    positive: first >= 0,
    exact: last - first + 1 - inside <= MAX_SIGNIFICANT_DIGITS,
  };
}

function trim(text: string, point: number, last: number): string {
  if (point < 0) return text;
  const end = last < point ? point : last + 1;
  return end === text.length ? text : text.slice(0, end);
}
