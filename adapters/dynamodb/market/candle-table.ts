import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Candle } from '../../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import { queryAll } from '../query-all.ts';
import {
  type DayInterval,
  dayPiece,
  decodePiece,
  encodePiece,
  hourPiece,
  type Piece,
  pieceStart,
  piecesBetween,
  yearPiece,
} from './candle-pieces.ts';

const HOURS_A_DAY = 24;
const MAX_DELETES_AT_ONCE = 8;

/** The intervals whose candles are folded when a day is over, and lie in pieces of a day. */
export type FoldedInterval = Exclude<DayInterval, '1m'>;

/** Which candles: `from` up to, not including, `to`, ms. */
interface CandleRange {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly from: number;
  readonly to: number;
}

export interface CandleTableOptions {
  /**
   * false: half the read units, for reads that anybody may ask for. They may lack what was written in the last second: the newest
   * minute, or for a moment after midnight a minute of the day before.
   */
  readonly consistent?: boolean;
}

/**
 * Table `candles`: closed candles in pieces of an hour, a day or a year. A write replaces its piece: writing it again
 * changes nothing.
 */
export function createCandleTable(
  client: DynamoDBDocumentClient,
  tableName: string,
  { consistent = true }: CandleTableOptions = {},
) {
  async function write(symbol: string, piece: Piece, candles: readonly Candle[]): Promise<void> {
    const Item = { symbol, piece: piece.name, packed: encodePiece(piece, candles) };
    await client.send(new PutCommand({ TableName: tableName, Item }));
  }

  function queryOf({ symbol, interval, from, to }: CandleRange) {
    const { first, last } = piecesBetween(interval, from, to);
    return {
      TableName: tableName,
      ConsistentRead: consistent,
      KeyConditionExpression: 'symbol = :symbol AND piece BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':symbol': symbol, ':first': first, ':last': last },
    };
  }

  /**
   * From the last to the first, so that hours are read before their day. A day is written before its hours are deleted: a
   * reader at that moment finds the hours, or the day, or both.
   */
  function readPieces(range: CandleRange): Promise<Record<string, unknown>[]> {
    return queryAll(client, { ...queryOf(range), ScanIndexForward: false });
  }

  return {
    /** The 1-minute candles of the hour that begins at `hourStart`, ms. */
    writeHour: (symbol: string, hourStart: number, candles: readonly Candle[]) =>
      write(symbol, hourPiece(hourStart), candles),

    /** All 1-minute candles of a day that is over. Deletes the pieces of its hours, whose candles must be among them. */
    async writeDay(symbol: string, dayStart: number, candles: readonly Candle[]): Promise<void> {
      await write(symbol, dayPiece('1m', dayStart), candles);
      const hours = Array.from({ length: HOURS_A_DAY }, (_, hour) => hourPiece(dayStart + hour * INTERVAL_MS['1h']));
      const remove = ({ name }: Piece) =>
        client.send(new DeleteCommand({ TableName: tableName, Key: { symbol, piece: name } }));
      await pMap(hours, remove, { concurrency: MAX_DELETES_AT_ONCE });
    },

    /** The longer candles of the day that begins at `dayStart`, ms. */
    writeFolded: (symbol: string, interval: FoldedInterval, dayStart: number, candles: readonly Candle[]) =>
      write(symbol, dayPiece(interval, dayStart), candles),

    /** The 1-day candles of a year. */
    writeDays: (symbol: string, year: number, candles: readonly Candle[]) => write(symbol, yearPiece(year), candles),

    /**
     * The stored candles, ascending, each once; `from` up to, not including, `to`, ms.
     * @throws ZodError or Error when a piece can't be read
     */
    async read(symbol: string, interval: CandleInterval, from: number, to: number): Promise<Candle[]> {
      if (from >= to) return [];
      const byStart = new Map<number, Candle>();
      for (const item of await readPieces({ symbol, interval, from, to })) {
        for (const candle of decodePiece(item, interval)) {
          if (candle.start >= from && candle.start < to) byStart.set(candle.start, candle);
        }
      }
      return [...byStart.values()].sort((a, b) => a.start - b.start);
    },

    /** The starts of the days, ms, of which something is stored; `from` up to, not including, `to`. */
    async storedDays(symbol: string, interval: FoldedInterval, from: number, to: number): Promise<Set<number>> {
      if (from >= to) return new Set();
      const items = await queryAll(client, {
        ...queryOf({ symbol, interval, from, to }),
        ProjectionExpression: 'piece',
      });
      return new Set(items.map(({ piece }) => pieceStart(String(piece))));
    },

    /** An instant, ms, before which nothing is stored from `from` on; null when there is nothing before `to`. */
    async firstAfter(symbol: string, interval: CandleInterval, from: number, to: number): Promise<number | null> {
      if (from >= to) return null;
      const query = { ...queryOf({ symbol, interval, from, to }), ProjectionExpression: 'piece', Limit: 1 };
      const { Items: [first] = [] } = await client.send(new QueryCommand(query));
      return first ? Math.max(from, pieceStart(String(first.piece))) : null;
    },
  };
}

export type CandleTable = ReturnType<typeof createCandleTable>;
