import { isTradeId } from '../../exchange/field-bounds.ts';
import { type ReadTrade, readTrade, TradeFieldError } from './read-trade.ts';

/** An answer that can't be read as a whole: names its place and the field. */
export class AggTradeError extends Error {
  override readonly name = 'AggTradeFault';
}

/** One id of a coin. Where it can't be read, `fault` names the field and says what came; then `time` and `trade` say nothing. */
export interface AggTradeRow extends ReadTrade {
  readonly fault?: { readonly message: string; readonly content: string };
}

/**
 * The answer of `/api/v3/aggTrades` for ids from `fromId` on. Each row is read by itself; one without an id stands for the id in
 * its place. An id may come twice.
 * @throws AggTradeError naming the field that is wrong: where ids go down, or begin below the one asked for
 */
export function readAggTrades(answer: unknown, fromId: number): AggTradeRow[] {
  if (!Array.isArray(answer)) throw new AggTradeError('aggTrades: is not a list');
  const rows: AggTradeRow[] = [];
  answer.forEach((fields: unknown, index) => {
    const before = rows.at(-1);
    const row = readRow(fields, before ? before.id + 1 : fromId);
    const least = before?.id ?? fromId;
    if (row.id < least) throw new AggTradeError(`aggTrades.${index}.a: is below ${least}`);
    rows.push(row);
  });
  return rows;
}

function readRow(fields: unknown, idInPlace: number): AggTradeRow {
  const row = isObject(fields) ? fields : {};
  try {
    return readTrade(row);
  } catch (error) {
    if (!(error instanceof TradeFieldError)) throw error;
    const fault = { message: `${error.field}: ${error.message}`, content: JSON.stringify(fields) };
    return { id: isTradeId(row.a) ? row.a : idInPlace, time: Number.NaN, trade: null, fault };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
