import type { Candle } from '../../../domain/market/candle.ts';
import { AnswerError } from '../../exchange/exchange-error.ts';
import { isCount, isTime } from '../../exchange/field-bounds.ts';
import type { CandleAnswer, UnreadableCandle } from '../../exchange/market-rows.ts';
import { readPlainDecimal } from '../../exchange/plain-decimal.ts';

/** Where the fields that are used stand in a kline, an array of twelve. */
const FIELDS = { open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 7, trades: 8 } as const;
type Field = keyof typeof FIELDS;

/**
 * The answer of `/api/v3/klines`. A row without a trade and without a price is of a time before the coin's first trade: it is
 * left out.
 * @throws AnswerError when the answer is no list
 */
export function readKlines(answer: unknown, intervalMs: number): CandleAnswer {
  if (!Array.isArray(answer)) throw new AnswerError('klines: is not a list');
  const candles: Candle[] = [];
  const unreadable: UnreadableCandle[] = [];
  answer.forEach((row: unknown, index) => {
    try {
      if (!isWithoutPrice(row)) candles.push(readKline(row, `klines.${index}`, intervalMs));
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      const start = Array.isArray(row) && isStart(row[0], intervalMs) ? row[0] : null;
      unreadable.push({ start, error: error.message, content: JSON.stringify(row) });
    }
  });
  return { candles, unreadable };
}

const PRICES = [FIELDS.open, FIELDS.high, FIELDS.low, FIELDS.close] as const;

function isWithoutPrice(row: unknown): boolean {
  if (!Array.isArray(row) || row[FIELDS.trades] !== 0) return false;
  return PRICES.every((place) => {
    const value: unknown = row[place];
    const price = typeof value === 'string' ? readPlainDecimal(value) : null;
    return price !== null && !price.positive;
  });
}

function readKline(row: unknown, place: string, intervalMs: number): Candle {
  if (!Array.isArray(row)) throw new AnswerError(`${place}: is not a list`);
  const start: unknown = row[0];
  if (!isStart(start, intervalMs)) throw new AnswerError(`${place}.openTime: begins no interval`);
  const trades: unknown = row[FIELDS.trades];
  if (!isCount(trades)) throw new AnswerError(`${place}.trades: is not a whole number`);
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

function isStart(value: unknown, intervalMs: number): value is number {
  return isTime(value) && value % intervalMs === 0;
}

function readPrice(value: unknown, field: string): string {
  const price = typeof value === 'string' ? readPlainDecimal(value) : null;
  if (!price) throw new AnswerError(`${field}: is not a decimal`);
  if (!price.positive) throw new AnswerError(`${field}: is not greater than 0`);
  return price.text;
}

function readAmount(value: unknown, field: string): number {
  if (typeof value !== 'string' || !readPlainDecimal(value)) throw new AnswerError(`${field}: is not a decimal`);
  return Number(value);
}
