import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CandleTable, createCandleTable } from '../../../../../adapters/dynamodb/market/candle-table.ts';
import { buildCandle, buildCandles } from '../../../../support/candles.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'candles';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);

let engines: RunningEngines;
let table: CandleTable;

beforeAll(async () => {
  engines = await runEngines();
  await engines.clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['symbol', 'piece'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'symbol', KeyType: 'HASH' },
        { AttributeName: 'piece', KeyType: 'RANGE' },
      ],
    }),
  );
  table = createCandleTable(engines.clients.documents, TableName);
});
afterAll(() => engines?.stop());

async function pieces(symbol: string): Promise<unknown[]> {
  const { Items = [] } = await engines.clients.documents.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'symbol = :symbol',
      ExpressionAttributeValues: { ':symbol': symbol },
    }),
  );
  return Items.map(({ piece }) => piece);
}

test('hours of minutes are read as one row of candles, across the days, before and after they are folded', async () => {
  const minutes = buildCandles(START, 2 * 1_440, MINUTE);
  const hourOf = (start: number) => minutes.filter((candle) => candle.start >= start && candle.start < start + HOUR);
  for (let start = START + 22 * HOUR; start < START + DAY + 2 * HOUR; start += HOUR) {
    await table.writeHour('BTCUSDT', start, hourOf(start));
    await table.writeHour('BTCUSDT', start, hourOf(start));
  }
  const [from, to] = [START + 23 * HOUR + 30 * MINUTE, START + DAY + 90 * MINUTE];
  const wanted = minutes.filter(({ start }) => start >= from && start < to);
  expect(wanted).toHaveLength(120);
  expect(await table.read('BTCUSDT', '1m', from, to)).toEqual(wanted);

  await table.writeDay('BTCUSDT', START, minutes.slice(0, 1_440));
  expect(await pieces('BTCUSDT')).toEqual(['1m#2026-11-22', '1m#2026-11-23T00', '1m#2026-11-23T01']);
  expect(await table.read('BTCUSDT', '1m', from, to)).toEqual(wanted);
});

test('a day and an hour of it that hold the same candle give it once', async () => {
  const minutes = buildCandles(START, 1_440, MINUTE);
  await table.writeDay('ETHUSDT', START, minutes);
  await table.writeHour('ETHUSDT', START + 5 * HOUR, minutes.slice(300, 360));
  expect(await table.read('ETHUSDT', '1m', START, START + DAY)).toEqual(minutes);
});

test('intervals and coins keep apart', async () => {
  await table.writeHour('SOLUSDT', START, [buildCandle(START, '1')]);
  await table.writeFolded('SOLUSDT', '15m', START, [buildCandle(START, '5')]);
  await table.writeFolded('SOLUSDT', '1h', START, [buildCandle(START, '2')]);
  await table.writeDays('SOLUSDT', 2026, [buildCandle(START, '3')]);
  await table.writeDays('SOLUSDT', 2027, [buildCandle(Date.UTC(2027, 0, 1), '4')]);
  const closes = async (interval: '1m' | '15m' | '1h' | '1d', to: number) =>
    (await table.read('SOLUSDT', interval, START, to)).map(({ close }) => close);
  expect(await closes('1m', START + DAY)).toEqual(['1']);
  expect(await closes('15m', START + DAY)).toEqual(['5']);
  expect(await closes('1h', START + DAY)).toEqual(['2']);
  expect(await closes('1d', Date.UTC(2027, 0, 1))).toEqual(['3']);
  expect(await closes('1d', Date.UTC(2027, 0, 2))).toEqual(['3', '4']);
  expect(await table.read('SOLUSD', '1m', START, START + DAY)).toEqual([]);
});

test('the days of which something is stored are found by their names', async () => {
  for (const day of [0, 1, 3]) await table.writeFolded('ADAUSDT', '1h', START + day * DAY, []);
  await table.writeFolded('ADAUSDT', '15m', START + 2 * DAY, []);
  const days = await table.storedDays('ADAUSDT', '1h', START + DAY, START + 4 * DAY);
  expect([...days].sort()).toEqual([START + DAY, START + 3 * DAY]);
  expect(await table.storedDays('ADAUSDT', '1h', START, START)).toEqual(new Set());
});

test('the first candle after an instant is found without reading what lies between', async () => {
  await table.writeHour('XRPUSDT', START + 3 * HOUR, [buildCandle(START + 3 * HOUR)]);
  const first = (from: number, to: number) => table.firstAfter('XRPUSDT', '1m', from, to);
  expect(await first(0, START + DAY)).toBe(START + 3 * HOUR);
  expect(await first(START + 3 * HOUR + MINUTE, START + DAY)).toBe(START + 3 * HOUR + MINUTE);
  expect(await first(0, START)).toBeNull();
});

test('as many days as do not fit into one page of 1 MB are read whole', async () => {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const days = 18;
  for (let day = 0; day < days; day += 1) {
    const price = () => (10_000 + random() * 80_000).toFixed(10).replace(/0+$/, '');
    const minutes = buildCandles(START + day * DAY, 1_440, MINUTE).map((candle) => ({
      ...candle,
      ...{ open: price(), high: price(), low: price(), close: price(), quoteVolume: random() },
    }));
    await table.writeDay('DOGEUSDT', START + day * DAY, minutes);
  }
  const read = await table.read('DOGEUSDT', '1m', START, START + days * DAY);
  expect(read.map(({ start }) => start)).toEqual(Array.from({ length: days * 1_440 }, (_, i) => START + i * MINUTE));
});
