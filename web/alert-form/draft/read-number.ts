import { trimDecimal } from '../../../domain/market/decimal.ts';
import type { NumberText } from '../../format/number-text.ts';

/** A number as a person typed it, as a decimal string. */
export type NumberReading =
  | {
      readonly kind: 'number';
      readonly value: string;
      /** what it would be as others write it: `65.000` is 65 in English, and 65000 in German; null: it can't be taken for another */
      readonly also: string | null;
    }
  | { readonly kind: 'unreadable'; readonly message: string; readonly meant: string | null };

/** `65k`, `1.5m`, `2bn` */
const SUFFIXES: Readonly<Record<string, number>> = { '': 0, k: 3, m: 6, b: 9, bn: 9 };
const NOT_A_NUMBER = 'is not a number';

/** Reads an amount without a sign. Spaces and apostrophes group digits everywhere; the locale says what `.` and `,` do. */
export function readNumber(text: string, numbers: NumberText): NumberReading {
  const [, body = '', suffix = ''] = /^(.*?)(k|m|bn?)?$/i.exec(inLatin(text, numbers)) ?? [];
  const places = SUFFIXES[suffix.toLowerCase()] ?? 0;
  const own = separatorsOf(numbers);
  const value = plainOf(body, own, places);
  const otherValue = plainOf(body, otherWay(own), places);
  if (value === null) {
    if (otherValue === null) return { kind: 'unreadable', message: NOT_A_NUMBER, meant: null };
    const message = `is not how numbers are written here: ${numbers.format(otherValue)}`;
    return { kind: 'unreadable', message, meant: otherValue };
  }
  const isMistakable = isOneGroup(body, own.decimal) && otherValue !== value;
  return { kind: 'number', value, also: isMistakable ? otherValue : null };
}

type Separators = Pick<NumberText, 'group' | 'decimal'>;

/** The same two signs, the other way round. */
function otherWay({ decimal }: Separators): Separators {
  return decimal === '.' ? { group: '.', decimal: ',' } : { group: ',', decimal: '.' };
}

/** In a locale with signs of its own, `.` begins the fraction too. */
function separatorsOf({ group, decimal }: NumberText): Separators {
  return { group: isSign(group) ? group : '', decimal: isSign(decimal) ? decimal : '.' };
}

/** Digits become 0 to 9, and what only groups them goes. */
function inLatin(text: string, { digits, group, decimal }: NumberText): string {
  const latin = [...text].map((sign) => {
    if (sign === decimal && !isSign(decimal)) return '.';
    const digit = digits.indexOf(sign);
    return digit < 0 ? sign : `${digit}`;
  });
  const ungrouped = latin.join('').replace(/(?<=\d)[\s'’](?=\d)/gu, '');
  return (isSign(group) || group === '' ? ungrouped : ungrouped.replaceAll(group, '')).trim();
}

function isSign(text: string): boolean {
  return text === '.' || text === ',';
}

/** Null when it is not a number of this notation. */
function plainOf(body: string, { group, decimal }: Separators, places: number): string | null {
  const [whole = '', fraction, ...more] = body.split(decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return null;
  const groups = group === '' ? [whole] : whole.split(group);
  if (!groups.every((digits) => /^\d+$/.test(digits)) || !areGroups(groups)) return null;
  return shifted(groups.join(''), fraction ?? '', places);
}

/** `1,234,567`, and `12,34,567` as in India. */
function areGroups([first = '', ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return true;
  return first.length <= 3 && rest.at(-1)?.length === 3 && rest.every(({ length }) => length === 3 || length === 2);
}

/** The number times ten to the power of `places`, as a decimal. */
function shifted(whole: string, fraction: string, places: number): string {
  const digits = `${whole}${fraction.padEnd(places, '0')}`;
  const point = whole.length + places;
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const right = digits.slice(point);
  return right === '' ? left : trimDecimal(`${left}.${right}`);
}

/** `65.000`: one sign with three digits after it, which elsewhere groups thousands. */
function isOneGroup(body: string, decimal: string): boolean {
  const [whole = '', fraction = ''] = body.split(decimal);
  return /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3;
}
