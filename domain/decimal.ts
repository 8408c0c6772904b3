/** At most this many significant digits survive the way through a double unchanged (IEEE 754: DBL_DIG = 15). */
export const MAX_SIGNIFICANT_DIGITS = 15;

const PLAIN_DECIMAL = /^(?:0|[1-9]\d*)(?:\.\d+)?$/;

export type DecimalFault = 'not-a-decimal' | 'not-positive' | 'too-many-digits';

/**
 * Why `text` is no positive decimal that a double holds exactly, or null when it is one.
 * Plain notation only: no sign, no exponent, no leading zeros.
 */
export function positiveDecimalFault(text: string): DecimalFault | null {
  if (!PLAIN_DECIMAL.test(text)) return 'not-a-decimal';
  const digits = text.replace('.', '').replace(/^0+/, '');
  if (digits === '') return 'not-positive';
  const significant = text.includes('.') ? digits.replace(/0+$/, '') : digits;
  return significant.length > MAX_SIGNIFICANT_DIGITS ? 'too-many-digits' : null;
}

/** The same number without zeros that say nothing: `61837.63000000` → `61837.63`, `10.000` → `10`. */
export function trimDecimal(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end -= 1;
  if (text.charCodeAt(end - 1) === 46) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}

/** Thousands separated by commas, for people: `65000.5` → `65,000.5`. */
export function groupThousands(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
