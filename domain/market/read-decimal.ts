const ZERO = 48;
const NINE = 57;
const POINT = 46;
/** Digits before the point, and as many after it: the bounds of `DECIMAL` in `trade.ts`. */
export const MAX_DIGITS = 30;

/** Whether `DECIMAL` matches. By hand, since it runs twice for every trade of the market. */
export function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && read(value) !== 'none';
}

/** Whether it is a decimal greater than 0. */
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

/** An integer of so many digits is exact; divided by a power of ten up to 10^22 it is the nearest double. */
const MAX_EXACT_DIGITS = 15;
const POWERS = Array.from({ length: MAX_EXACT_DIGITS + 1 }, (_, places) => 10 ** places);

/** `Number` of a decimal, several times faster for the usual lengths. */
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
