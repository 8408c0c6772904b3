import type { ShownCandle } from '../../../contract/candle-page.ts';
import type { Candle, CandleView } from '../../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import { foldCandles } from '../../../domain/market/fold-candles.ts';

const MINUTE_MS = INTERVAL_MS['1m'];

/** A stored candle, or the minute that is open, of which longer bars are made. */
export interface CandlePiece {
  readonly candle: Candle;
  /** ms */
  readonly length: number;
  /** nothing more will be traded in it, and all of it is known */
  readonly isFinal: boolean;
}

/** By start, ms. */
export type CandlePieces = ReadonlyMap<number, CandlePiece>;

/** What a frame of the live socket, or a poll, says of a coin's minutes. */
export interface LiveMinutes {
  readonly minute: CandleView | null;
  readonly closed?: CandleView | null | undefined;
}

export function readCandle({ start, volume, quoteVolume, open, high, low, close, trades }: CandleView): Candle {
  const prices = { open, high, low, close };
  return { ...prices, start: Date.parse(start), volume: Number(volume), quoteVolume: Number(quoteVolume), trades };
}

export function pieceOf(view: ShownCandle, length: number): CandlePiece {
  return { candle: readCandle(view), length, isFinal: view.closed !== false };
}

export function piecesOfMinutes({ minute, closed }: LiveMinutes): CandlePiece[] {
  const pieces: CandlePiece[] = [];
  if (closed) pieces.push({ candle: readCandle(closed), length: MINUTE_MS, isFinal: true });
  if (minute) pieces.push({ candle: readCandle(minute), length: MINUTE_MS, isFinal: false });
  return pieces;
}

/**
 * The pieces with what has come. It may come late, twice or out of order: what is final stays, and of an open minute the one
 * with more trades is the newer one.
 */
export function withPieces(known: CandlePieces, news: readonly CandlePiece[]): CandlePieces {
  const fresh = news.filter((piece) => isNewer(piece, known.get(piece.candle.start)));
  if (fresh.length === 0) return known;
  const merged = new Map(known);
  for (const piece of fresh) {
    if (isNewer(piece, merged.get(piece.candle.start))) merged.set(piece.candle.start, piece);
  }
  return new Map([...merged].sort(([a], [b]) => a - b));
}

function isNewer(piece: CandlePiece, before: CandlePiece | undefined): boolean {
  if (!before) return true;
  if (before.isFinal) return false;
  return piece.isFinal || piece.candle.trades > before.candle.trades;
}

/**
 * The bars that the pieces from `from` on make, ascending. A bar that lacks a piece is left out: its high, low and volume could
 * be wrong. The newest may be open: it is whole up to the newest piece.
 */
export function barsOfPieces(pieces: CandlePieces, from: number, length: number): Candle[] {
  const bars: Candle[] = [];
  const sorted = [...pieces.values()].filter(({ candle }) => candle.start >= from);
  const byBar = Map.groupBy(sorted, ({ candle }) => intervalOf(candle.start, length));
  for (const [start, parts] of byBar) {
    const last = parts.at(-1);
    if (!last) continue;
    const end = last === sorted.at(-1) ? last.candle.start + last.length : start + length;
    const covered = parts.reduce((sum, part) => sum + part.length, 0);
    if (start + covered === end)
      bars.push(
        ...foldCandles(
          parts.map(({ candle }) => candle),
          length,
        ),
      );
  }
  return bars;
}

/** All in ms, on the exchange's clock. */
export interface Unsettled {
  /** start of the first piece */
  readonly from: number;
  /** what is missing before is not asked for */
  readonly since: number;
  readonly now: number;
}

/** The first minute that is over and not known for good: from there on the minutes must be read again. Null: none is missing. */
export function unsettledFrom(pieces: CandlePieces, { from, since, now }: Unsettled): number | null {
  const open = intervalOf(now, MINUTE_MS);
  let start = from;
  while (start < open) {
    const piece = pieces.get(start);
    if (!piece?.isFinal && start >= since) return start;
    start += piece?.length ?? MINUTE_MS;
  }
  return null;
}
