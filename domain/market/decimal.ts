/** At most this many significant digits survive the way through a double unchanged (IEEE 754: DBL_DIG = 15). */
export const MAX_SIGNIFICANT_DIGITS = 15;

/** No plus sign, no exponent, no leading zeros. */
export const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

export type DecimalProblem = 'not-a-decimal' | 'too-many-digits';

/** Why `text` is not a plain decimal that a double holds exactly; null when it is one. */
export function decimalProblem(text: string): DecimalProblem | null {
  if (!PLAIN_DECIMAL.test(text)) return 'not-a-decimal';
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '');
  const significant = text.includes('.') ? digits.replace(/0+$/, '') : digits;
  return significant.length > MAX_SIGNIFICANT_DIGITS ? 'too-many-digits' : null;
}

/**
 * A computed number in plain notation, for people and for proofs: `1e-7` → `0.0000001`. At most 15 significant digits, and at
 * most 20 places after the point.
 */
export function plainDecimal(value: number): string {
  const places = MAX_SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value) || 1));
  return trimDecimal(value.toFixed(Math.min(Math.max(places, 0), 20)));
}

/** The same number without needless zeros: `61837.63000000` → `61837.63`, `10.000` → `10`. */
export function trimDecimal(text: string): string {
  if (!text.includes('.')) return text === '-0' ? '0' : text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  if (text.charCodeAt(end - 1) === 46) end -= 1;
  const trimmed = end === text.length ? text : text.slice(0, end);
  return trimmed === '-0' ? '0' : trimmed;
}

/** Thousands separated by commas, for people: `65000.5` → `65,000.5`. */
export function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
