import { explainTime, isTime, isTradeId } from '../../exchange/field-bounds.ts';
import type { ReadTrade } from '../../exchange/market-rows.ts';
import { readPlainDecimal } from '../../exchange/plain-decimal.ts';

/** A field of a trade that can't be read. */
export class TradeFieldError extends Error {
  override readonly name = 'TradeFieldError';
  readonly field: string;

  constructor(field: string, problem: string) {
    super(problem);
    this.field = field;
  }
}

export type TradeFields = Readonly<Partial<Record<'a' | 'p' | 'q' | 'f' | 'T', unknown>>>;

/**
 * Reads the fields that a frame and a row of an answer have in common. Hand-written checks: this runs for every trade of the
 * market. Whatever it accepts fits into a tick.
 * @throws TradeFieldError naming the field that is wrong
 */
export function readTrade({ a: id, p, q, f, T: time }: TradeFields): ReadTrade {
  if (!isTradeId(id)) throw new TradeFieldError('a', 'is not a trade id');
  if (!isTime(time)) throw new TradeFieldError('T', explainTime(time));
  const price = typeof p === 'string' ? readPlainDecimal(p) : null;
  if (f === -1 || (price && !price.positive)) return { id, time, trade: null };
  if (!price) throw new TradeFieldError('p', 'is not a decimal');
  if (!price.exact) throw new TradeFieldError('p', 'has more than 15 significant digits');
  const quantity = typeof q === 'string' ? readPlainDecimal(q) : null;
  if (!quantity) throw new TradeFieldError('q', 'is not a decimal');
  return { id, time, trade: { id, time, price: price.text, quantity: quantity.text } };
}
