import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { createCandleTable } from '../../../../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../../../../domain/market/candle.ts';
import { buildCandle, buildCandles } from '../../../../support/candles.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY_START = Date.UTC(2026, 10, 22);
const TEN = DAY_START + 10 * HOUR;
const db = mockClient(DynamoDBDocumentClient);
const table = createCandleTable(makeDocumentClient(), 'candles');

beforeEach(() => {
  db.reset();
  db.on(PutCommand).resolves({});
  db.on(DeleteCommand).resolves({});
});

/** The item that the last write put. */
function written(): Record<string, unknown> {
  return db.commandCalls(PutCommand).at(-1)?.args[0].input.Item ?? {};
}

async function itemOf(hourStart: number, candles: readonly Candle[]) {
  await table.writeHour('BTCUSDT', hourStart, candles);
  return written();
}

const queries = () => db.commandCalls(QueryCommand).map(({ args }) => args[0].input);

it('is read consistently, unless anybody may ask for the read', async () => {
  db.on(QueryCommand).resolves({ Items: [] });
  for (const options of [undefined, { consistent: false }]) {
    const read = createCandleTable(makeDocumentClient(), 'candles', options);
    await read.read('BTCUSDT', '1m', TEN, TEN + HOUR);
    await read.firstAfter('BTCUSDT', '1m', TEN, TEN + HOUR);
  }
  expect(queries().map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true, false, false]);
});

describe('a piece', () => {
  it('is named for its interval and the time that it holds', async () => {
    await table.writeHour('BTCUSDT', TEN, buildCandles(TEN, 60, MINUTE));
    expect(written()).toMatchObject({ symbol: 'BTCUSDT', piece: '1m#2026-11-22T10' });
    await table.writeDay('BTCUSDT', DAY_START, buildCandles(DAY_START, 1_440, MINUTE));
    expect(written()).toMatchObject({ piece: '1m#2026-11-22' });
    await table.writeFolded('BTCUSDT', '15m', DAY_START, buildCandles(DAY_START, 96, 15 * MINUTE));
    expect(written()).toMatchObject({ piece: '15m#2026-11-22' });
    await table.writeFolded('BTCUSDT', '1h', DAY_START, buildCandles(DAY_START, 24, HOUR));
    expect(written()).toMatchObject({ piece: '1h#2026-11-22' });
    await table.writeDays('BTCUSDT', 2026, buildCandles(Date.UTC(2026, 0, 1), 365, 24 * HOUR));
    expect(written()).toMatchObject({ piece: '1d#2026' });
  });

  it('refuses a candle of another time', async () => {
    const stray = [buildCandle(TEN), buildCandle(TEN + HOUR)];
    await expect(table.writeHour('BTCUSDT', TEN, stray)).rejects.toThrow(
      'candle 2026-11-22T11:00:00.000Z is outside 1m#2026-11-22T10',
    );
    expect(db.commandCalls(PutCommand)).toHaveLength(0);
  });

  it('of a day stays far below the 400 KB of an item, whatever its numbers', async () => {
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const price = () => (10_000 + random() * 80_000).toFixed(10);
    const noisy = Array.from({ length: 1_440 }, (_, i) => ({
      start: DAY_START + i * MINUTE,
      ...{ open: price(), high: price(), low: price(), close: price() },
      ...{ volume: random() * 1e4, quoteVolume: random() * 1e9, trades: Math.floor(random() * 1e5) },
    }));
    await table.writeDay('BTCUSDT', DAY_START, noisy);
    const { packed } = written();
    expect(packed).toBeInstanceOf(Uint8Array);
    expect((packed as Uint8Array).length).toBeLessThan(100_000);
  });

  it('of a day is there before its hours are deleted', async () => {
    await table.writeDay('BTCUSDT', DAY_START, []);
    const commands = db.calls().map(({ args }) => args[0].constructor.name);
    expect(commands).toEqual(['PutCommand', ...Array.from({ length: 24 }, () => 'DeleteCommand')]);
    const deleted = db.commandCalls(DeleteCommand).map(({ args }) => args[0].input.Key);
    expect(deleted.at(0)).toEqual({ symbol: 'BTCUSDT', piece: '1m#2026-11-22T00' });
    expect(deleted.at(-1)).toEqual({ symbol: 'BTCUSDT', piece: '1m#2026-11-22T23' });
  });
});

describe('a read', () => {
  it('sees hours before their day, so that a day being folded is never missed', async () => {
    db.on(QueryCommand).resolves({ Items: [] });
    await table.read('BTCUSDT', '1m', TEN, TEN + 2 * HOUR);
    expect(queries()).toMatchObject([{ TableName: 'candles', ConsistentRead: true, ScanIndexForward: false }]);
  });

  it.each([
    ['1m', TEN, TEN + 1, '1m#2026-11-22', '1m#2026-11-22T10'],
    ['1m', TEN, DAY_START + 24 * HOUR, '1m#2026-11-22', '1m#2026-11-22T23'],
    ['15m', DAY_START - 1, DAY_START + 1, '15m#2026-11-21', '15m#2026-11-22'],
    ['1h', DAY_START - 1, DAY_START + 1, '1h#2026-11-21', '1h#2026-11-22'],
    ['1d', Date.UTC(2024, 5), Date.UTC(2026, 0, 1), '1d#2024', '1d#2025'],
  ] as const)('of %s asks for the pieces that can hold it and no others', async (interval, from, to, first, last) => {
    db.on(QueryCommand).resolves({ Items: [] });
    await table.read('BTCUSDT', interval, from, to);
    expect(queries()[0]?.ExpressionAttributeValues).toEqual({ ':symbol': 'BTCUSDT', ':first': first, ':last': last });
  });

  it('goes through all pages and gives each candle once, ascending, the end left out', async () => {
    const [first, second] = [buildCandles(TEN, 60, MINUTE), buildCandles(TEN + HOUR, 60, MINUTE)];
    const items = [await itemOf(TEN + HOUR, second), await itemOf(TEN, first)];
    await table.writeDay('BTCUSDT', DAY_START, [...first, ...second]);
    const LastEvaluatedKey = { symbol: 'BTCUSDT', piece: '1m#2026-11-22T10' };
    db.on(QueryCommand)
      .resolvesOnce({ Items: items, LastEvaluatedKey })
      .resolves({ Items: [written()] });
    const read = await table.read('BTCUSDT', '1m', TEN + 59 * MINUTE, TEN + HOUR + MINUTE);
    expect(read).toEqual([first[59], second[0]]);
    expect(queries()[1]?.ExclusiveStartKey).toEqual(LastEvaluatedKey);
  });

  it('of nothing asks nothing', async () => {
    expect(await table.read('BTCUSDT', '1m', TEN, TEN)).toEqual([]);
    expect(await table.firstAfter('BTCUSDT', '1m', TEN, TEN)).toBeNull();
    expect(queries()).toEqual([]);
  });

  it.each([
    ['a name that is none', { piece: '1m#yesterday' }, /not a piece/],
    ['what is not packed', { packed: 'text' }, /packed/],
    ['bytes that are no candles', { packed: new Uint8Array([1, 2]) }, /header/],
  ])('does not pass over %s', async (_what, wrong, fault) => {
    db.on(QueryCommand).resolves({ Items: [{ ...(await itemOf(TEN, [buildCandle(TEN)])), ...wrong }] });
    await expect(table.read('BTCUSDT', '1m', TEN, TEN + HOUR)).rejects.toThrow(fault);
  });
});
