const ZERO = 48;
const NINE = 57;
const POINT = 46;
/** Digits before the point, and as many after it: the bounds of `DECIMAL` in `trade.ts`. */
export const MAX_DIGITS = 30;

/** What `DECIMAL` takes. By hand, since it is asked twice for every trade of the whole market. */
export function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && read(value) !== 'none';
}

/** A decimal with a digit that is not 0; so `Number` of it is greater than 0. */
export function isPositiveDecimal(value: unknown): value is string {
  return typeof value === 'string' && read(value) === 'positive';
}

function read(text: string): 'none' | 'zero' | 'positive' {
  let digits = 0;
  let isAfterPoint = false;
  let sign: 'zero' | 'positive' = 'zero';
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) {
      digits += 1;
      if (digits > MAX_DIGITS) return 'none';
      if (code !== ZERO) sign = 'positive';
    } else {
      if (code !== POINT || isAfterPoint || digits === 0) return 'none';
      isAfterPoint = true;
      digits = 0;
    }
  }
  return digits === 0 ? 'none' : sign;
}

/** Digits that an integer below 2^53 surely holds: over a power of ten up to 10^22 the quotient is the nearest double. */
const MAX_EXACT_DIGITS = 15;
const POWERS = Array.from({ length: MAX_EXACT_DIGITS + 1 }, (_, places) => 10 ** places);

/** `Number` of a decimal, several times as quick for the usual lengths. */
export function numberOfDecimal(text: string): number {
  if (text.length > MAX_EXACT_DIGITS + 1) return Number(text);
  let digits = 0;
  let places = -1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT) places = text.length - 1 - i;
    else digits = digits * 10 + (code - ZERO);
  }
  return places < 1
    ? text.length > MAX_EXACT_DIGITS
      ? Number(text)
      : digits
    : digits / (POWERS[places] ?? Number.NaN);
}
