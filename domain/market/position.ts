import * as z from 'zod';

/**
 * A point in a coin's history. A trade stands at (its id, its time); a time event at (the last trade id before it, its
 * instant). Positions are ordered by trade id, then by instant: a time event comes after the trade it follows and
 * before the next one, whatever the trades' own times say.
 */
export interface Position {
  readonly tradeId: number;
  /** ms since the epoch, exchange clock */
  readonly instant: number;
}

const ID_DIGITS = 16; // Number.MAX_SAFE_INTEGER has 16
const INSTANT_DIGITS = 14;
const ENCODED = /^(\d{16})-(\d{14})$/;

export const positionSchema = z.object({ tradeId: z.number().int(), instant: z.number().int() });

/** Negative when `a` comes before `b`, 0 when they are the same point. */
export function comparePositions(a: Position, b: Position): number {
  return a.tradeId - b.tradeId || a.instant - b.instant;
}

/** Fixed width, so that the text sorts as the position does. */
export function encodePosition(position: Position): string {
  return `${String(position.tradeId).padStart(ID_DIGITS, '0')}-${String(position.instant).padStart(INSTANT_DIGITS, '0')}`;
}

/** @throws Error naming the text when it is no encoded position */
export function decodePosition(text: string): Position {
  const match = ENCODED.exec(text);
  if (!match) throw new Error(`not a position: ${JSON.stringify(text)}`);
  return { tradeId: Number(match[1]), instant: Number(match[2]) };
}
