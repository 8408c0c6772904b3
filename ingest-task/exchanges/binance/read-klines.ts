import type { Candle } from '../../../domain/candle.ts';
import { readDecimal } from './read-decimal.ts';

/** A kline that can't be read: names its place and the field. */
export class KlineFault extends Error {
  override readonly name = 'KlineFault';
}

/** Places of the fields that are used; a kline is an array of twelve. */
const FIELDS = { open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 7, trades: 8 } as const;
type Field = keyof typeof FIELDS;

/**
 * The answer of `/api/v3/klines` as candles, in the order it has them.
 * @throws KlineFault naming the field that is wrong
 */
export function readKlines(answer: unknown, intervalMs: number): Candle[] {
  if (!Array.isArray(answer)) throw new KlineFault('klines: is not a list');
  return answer.map((row: unknown, index) => readKline(row, `klines.${index}`, intervalMs));
}

function readKline(row: unknown, place: string, intervalMs: number): Candle {
  if (!Array.isArray(row)) throw new KlineFault(`${place}: is not a list`);
  const start: unknown = row[0];
  if (!isCount(start) || start % intervalMs !== 0) throw new KlineFault(`${place}.openTime: begins no interval`);
  const trades: unknown = row[FIELDS.trades];
  if (!isCount(trades)) throw new KlineFault(`${place}.trades: is not a whole number`);
  const price = (field: Field) => readPrice(row[FIELDS[field]], `${place}.${field}`);
  const amount = (field: Field) => readAmount(row[FIELDS[field]], `${place}.${field}`);
  return {
    start,
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    volume: amount('volume'),
    quoteVolume: amount('quoteVolume'),
    trades,
  };
}

function readPrice(value: unknown, field: string): string {
  const price = typeof value === 'string' ? readDecimal(value) : null;
  if (!price) throw new KlineFault(`${field}: is not a decimal`);
  if (!price.positive) throw new KlineFault(`${field}: is not greater than 0`);
  return price.text;
}

function readAmount(value: unknown, field: string): number {
  if (typeof value !== 'string' || !readDecimal(value)) throw new KlineFault(`${field}: is not a decimal`);
  return Number(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
