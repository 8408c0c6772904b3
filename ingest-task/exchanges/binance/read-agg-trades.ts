import type { Trade } from '../../../domain/trade.ts';
import { readDecimal } from './read-decimal.ts';

/** A row that can't be read: names its place and the field. */
export class AggTradeFault extends Error {
  override readonly name = 'AggTradeFault';
}

/** One id of a coin. `trade` is null for an id that stands for no trade; `time` in exchange ms. */
export interface AggTradeRow {
  readonly id: number;
  readonly time: number;
  readonly trade: Trade | null;
}

/**
 * The answer of `/api/v3/aggTrades` for ids from `fromId` on.
 * @throws AggTradeFault naming the field that is wrong; `a` also where ids do not grow, or begin below the one asked for
 */
export function readAggTrades(answer: unknown, fromId: number): AggTradeRow[] {
  if (!Array.isArray(answer)) throw new AggTradeFault('aggTrades: is not a list');
  let least = fromId;
  return answer.map((fields: unknown, index) => {
    const row = readRow(fields, `aggTrades.${index}`);
    if (row.id < least) throw new AggTradeFault(`aggTrades.${index}.a: is below ${least}`);
    least = row.id + 1;
    return row;
  });
}

function readRow(fields: unknown, place: string): AggTradeRow {
  if (!isObject(fields)) throw new AggTradeFault(`${place}: is not an object`);
  const { a: id, p, q, f, T: time } = fields;
  if (!isCount(id)) throw new AggTradeFault(`${place}.a: is not a whole number`);
  if (!isCount(time)) throw new AggTradeFault(`${place}.T: is not a time in ms`);
  const price = typeof p === 'string' ? readDecimal(p) : null;
  if (f === -1 || (price && !price.positive)) return { id, time, trade: null };
  if (!price) throw new AggTradeFault(`${place}.p: is not a decimal`);
  if (!price.exact) throw new AggTradeFault(`${place}.p: has more than 15 significant digits`);
  const quantity = typeof q === 'string' ? readDecimal(q) : null;
  if (!quantity) throw new AggTradeFault(`${place}.q: is not a decimal`);
  return { id, time, trade: { id, time, price: price.text, quantity: quantity.text } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
