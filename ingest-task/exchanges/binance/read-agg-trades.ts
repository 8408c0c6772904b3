import { AnswerError } from '../../exchange/exchange-error.ts';
import { isTradeId } from '../../exchange/field-bounds.ts';
import type { TradeRow } from '../../exchange/market-rows.ts';
import { readTrade, TradeFieldError } from './read-trade.ts';

/**
 * The answer of `/api/v3/aggTrades` for ids from `fromId` on. A row without an id counts as the id in its place; an id may
 * come twice.
 * @throws AnswerError naming the field that is wrong: where ids go down, or begin below the one asked for
 */
export function readAggTrades(answer: unknown, fromId: number): TradeRow[] {
  if (!Array.isArray(answer)) throw new AnswerError('aggTrades: is not a list');
  const rows: TradeRow[] = [];
  answer.forEach((fields: unknown, index) => {
    const before = rows.at(-1);
    const row = readRow(fields, before ? before.id + 1 : fromId);
    const least = before?.id ?? fromId;
    if (row.id < least) throw new AnswerError(`aggTrades.${index}.a: is below ${least}`);
    rows.push(row);
  });
  return rows;
}

function readRow(fields: unknown, idInPlace: number): TradeRow {
  const row = isObject(fields) ? fields : {};
  try {
    return readTrade(row);
  } catch (error) {
    if (!(error instanceof TradeFieldError)) throw error;
    const unreadable = { message: `${error.field}: ${error.message}`, content: JSON.stringify(fields) };
    return { id: isTradeId(row.a) ? row.a : idInPlace, time: Number.NaN, trade: null, unreadable };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
