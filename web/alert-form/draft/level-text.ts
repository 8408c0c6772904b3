import { decimalProblem } from '../../../domain/market/decimal.ts';
import { type Metric, metricNamed } from '../../../domain/metrics/metric.ts';
import { MAX_RELATIVE_CHARACTERS } from '../../../domain/rules/relative-level.ts';
import type { NumberText } from '../../format/number-text.ts';
import { readNumber } from './read-number.ts';

/** A level as a person typed it, as the API takes it. */
export type LevelReading =
  | { readonly kind: 'level'; readonly value: string; readonly also: string | null }
  /** to the price: `+5%`, `-1500` */
  | { readonly kind: 'relative'; readonly value: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unreadable'; readonly message: string; readonly meant: string | null };

const MINUSES = /^[−–‒]/;

/** Of the price a sign, or a percentage, is relative to the price now; of any other metric they are part of the level. */
export function readLevel(text: string, metric: Metric, numbers: NumberText): LevelReading {
  const typed = text.trim().replace(MINUSES, '-');
  if (typed === '') return { kind: 'empty' };
  const [, sign = '', rest = ''] = /^([+-]?)\s*(.*)$/s.exec(typed) ?? [];
  const isPercent = /[%٪]$/.test(rest);
  const amount = readNumber(isPercent ? rest.slice(0, -1) : rest, numbers);
  if (amount.kind === 'unreadable') return { ...amount, meant: amount.meant && `${sign}${amount.meant}` };
  const { moves, unit } = metricNamed(metric);
  const { value } = amount;
  if (decimalProblem(value) !== null) return unreadable('has more than 15 digits that count');
  if (moves !== 'with-price') {
    if (isPercent && unit.sign !== '%') return unreadable('is no percentage: leave out the % sign');
    const signed = (plain: string) => (sign === '-' && Number(plain) !== 0 ? `-${plain}` : plain);
    return { kind: 'level', value: signed(value), also: amount.also && signed(amount.also) };
  }
  if (sign === '' && isPercent) return unreadable(`needs a sign: +${value}% above the price, or −${value}% below it`);
  if (sign === '') return { kind: 'level', value, also: amount.also };
  const relative = `${sign}${value}${isPercent ? '%' : ''}`;
  if (relative.length > MAX_RELATIVE_CHARACTERS) return unreadable('has too many digits');
  return { kind: 'relative', value: relative };
}

function unreadable(message: string): LevelReading {
  return { kind: 'unreadable', message, meant: null };
}

/** `65000.5` → `65,000.5`; `+5%` stays so. What is no number of the API is shown as it is. */
export function writeLevel(level: string, numbers: NumberText): string {
  const [, sign = '', plain = '', percent = ''] = /^([+-]?)(\d+(?:\.\d+)?)(%?)$/.exec(level) ?? [];
  return plain === '' ? level : `${sign}${numbers.format(plain)}${percent}`;
}
